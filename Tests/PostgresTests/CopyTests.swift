import TestSupport
import Testing

@testable import Postgres

@Suite struct CopyTests {
  private struct Stop: Error {}

  @Test(.database) func binaryRowsArriveAsTheyWere() async throws {
    let texts = CopyTests.nasty + [String(repeating: "long ", count: 40_000)]
    let moment: Int64 = -1_234_567_890_123
    try await Database.current.pool.run { db in
      try db.script("CREATE TABLE r (id bigint, t text, y bytea, m timestamptz, j json)")
      var rows = BinaryCopyBuffer(capacity: 64)
      rows.begin()
      for (index, text) in texts.enumerated() {
        rows.beginRow(fields: 5)
        rows.int64(index == 0 ? .min : Int64(index))
        rows.text(optional: text)
        rows.bytes(text.map { Array($0.utf8) + [0, 255] } ?? [])
        rows.timestamp(Int64(index) * moment)
        rows.bytes(Array("{\"a\": \(index)}".utf8))
      }
      rows.end()
      #expect(try db.copyIn("COPY r FROM STDIN (FORMAT binary)") { try $0.write(rows) } == texts.count)
      for (index, row) in try db.query("SELECT * FROM r ORDER BY id").enumerated() {
        #expect(try row.int64(0) == (index == 0 ? .min : Int64(index)))
        #expect(try row.optionalText(1) == texts[index])
        #expect(try row.bytes(2) == texts[index].map { Array($0.utf8) + [0, 255] } ?? [])
        #expect(try row.timestampMicros(3) == Int64(index) * moment)
        #expect(try row.text(4) == "{\"a\": \(index)}")
      }
    }
  }

  @Test(.database, arguments: ["text", "json"], [UInt8(0), 0xFF])
  func aValueTheServerRefusesAbortsABinaryCopy(type: String, byte: UInt8) async throws {
    try await Database.current.pool.run { db in
      try db.script("CREATE TABLE r (v \(type))")
      var rows = BinaryCopyBuffer()
      rows.begin()
      rows.beginRow(fields: 1)
      rows.bytes([0x22, byte, 0x22])
      rows.end()
      let error = #expect(throws: PostgresError.self) {
        try db.copyIn("COPY r FROM STDIN (FORMAT binary)") { try $0.write(rows) }
      }
      #expect(error?.sqlState == "22021")
      #expect(try db.query("SELECT count(*) FROM r")[0].int(0) == 0)
    }
  }

  private static let nasty: [String?] = [
    "", nil, "\\N", "\\", "\\.", "a\tb\nc\rd\u{8}\u{b}\u{c}", "NULL", "é\u{1F680}漢字", "ends with \\", "\\x41",
    "1234567\\",
    "12345678\t", String(repeating: "\n", count: 100), String(repeating: "safe text, ", count: 50), "\u{1}\u{1f}\u{7f}",
  ]

  @Test(.database) func roundTripWithNastyStrings() async throws {
    let columns = "(id bigint, t text, y bytea, d double precision, m timestamptz, b boolean, j json)"
    try await Database.current.pool.run { db in
      try db.script("CREATE TABLE r \(columns)")
      var rows = BinaryCopyBuffer(capacity: 64)
      rows.begin()
      let json: [UInt8] = Array("{\"a\\u00e9\": \"line\\nbreak\\\\ \\\"q\\\"\"}".utf8)
      for (index, text) in CopyTests.nasty.enumerated() {
        rows.beginRow(fields: 5)
        rows.int64(index == 0 ? .min : Int64(index))
        rows.text(optional: text)
        rows.bytes(text.map { Array($0.utf8) + [0, 255] } ?? [])
        rows.timestamp(Int64(index) * -1_234_567_890_123)
        rows.bytes(json)
      }
      rows.end()
      let count = try db.copyIn("COPY r (id, t, y, m, j) FROM STDIN (FORMAT binary)") { writer in
        // Cut anywhere.
        try rows.withBytes { bytes in
          var rest = bytes[...]
          while !rest.isEmpty {
            try writer.write(UnsafeRawBufferPointer(rebasing: rest.prefix(7)))
            rest = rest.dropFirst(7)
          }
        }
      }
      #expect(count == CopyTests.nasty.count)
      try db.script("UPDATE r SET d = greatest(id, 0)::float8 / 3, b = greatest(id, 0) % 2 = 0")

      let back = try db.query("SELECT * FROM r ORDER BY id")
      var reader = CopyRowReader()
      var index = 0
      let read = try db.copyOut("COPY (SELECT * FROM r ORDER BY id) TO STDOUT") { row in
        reader.read(row)
        #expect(reader.count == 7)
        for text in [try reader.optionalText(1), try back[index].optionalText(1)] {
          #expect(text == CopyTests.nasty[index])
        }
        #expect(try reader.int64(0) == (index == 0 ? .min : Int64(index)))
        #expect(try reader.bytes(2) == (CopyTests.nasty[index].map { Array($0.utf8) + [0, 255] } ?? []))
        #expect(try back[index].bytes(2) == reader.bytes(2))
        #expect(try reader.double(3) == Double(index) / 3)
        #expect(try reader.timestampMicros(4) == Int64(index) * -1_234_567_890_123)
        #expect(try reader.bool(5) == (index % 2 == 0))
        #expect(try reader.withUTF8(6) { Array($0) } == json)
        index += 1
      }
      #expect(read == CopyTests.nasty.count)
      #expect(index == read)
    }
  }

  @Test(.database) func randomTextRoundTrip() async throws {
    try await Database.current.pool.run { db in
      try db.script("CREATE TABLE r (id bigint, t text)")
      let alphabet: [Character] = ["a", "b", "\\", "\t", "\n", "\r", "é", "N", ".", "\u{1F680}", "\u{7f}", " "]
      let texts = (0..<2000).map { _ in
        String((0..<Int.random(in: 0...40)).map { _ in alphabet.randomElement() ?? "x" })
      }
      try db.copyIn("COPY r FROM STDIN (FORMAT binary)") { writer in
        var rows = BinaryCopyBuffer()
        rows.begin()
        for (index, text) in texts.enumerated() {
          rows.beginRow(fields: 2)
          rows.int64(Int64(index))
          rows.text(text)
          if rows.byteCount > 1000 {
            try writer.write(rows)
            rows.removeAll()
          }
        }
        rows.end()
        try writer.write(rows)
      }
      var reader = CopyRowReader()
      var back: [String] = []
      try db.copyOut("COPY (SELECT t FROM r ORDER BY id) TO STDOUT") { row in
        reader.read(row)
        back.append(try reader.text(0))
      }
      #expect(back == texts)
      #expect(try db.query("SELECT t FROM r ORDER BY id").map { try $0.text(0) } == texts)
    }
  }

  @Test(.database) func anErrorInTheClosureAborts() async throws {
    try await Database.current.pool.run { db in
      try db.script("CREATE TABLE r (id bigint)")
      #expect(throws: Stop.self) {
        try db.copyIn("COPY r FROM STDIN") { writer in
          try writer.write(Array("1\n2\n".utf8))
          throw Stop()
        }
      }
      #expect(try db.query("SELECT count(*) FROM r")[0].int(0) == 0)
    }
  }

  @Test(.database) func badRowsAreNamedByTheServer() async throws {
    try await Database.current.pool.run { db in
      try db.script("CREATE TABLE r (id bigint)")
      let error = #expect(throws: PostgresError.self) {
        try db.copyIn("COPY r FROM STDIN") { try $0.write(Array("1\nx\n".utf8)) }
      }
      #expect(error?.sqlState == "22P02")
      #expect(error?.context?.contains("line 2") == true)
      #expect(try db.query("SELECT count(*) FROM r")[0].int(0) == 0)
      for (method, statement) in [("in", "SELECT 1"), ("in", "COPY r TO STDOUT"), ("out", "COPY r FROM STDIN")] {
        let misuse = #expect(throws: PostgresError.self) {
          if method == "in" { try db.copyIn(statement) { _ in } } else { try db.copyOut(statement) { _ in } }
        }
        #expect(misuse?.code == .misuse)
      }
      #expect(try db.query("SELECT 3")[0].int(0) == 3)
    }
  }

  @Test(.database) func copyOutCanBeLeft() async throws {
    // To its end it would take a day.
    try await Database.current.pool.run { db in
      var seen = 0
      #expect(throws: Stop.self) {
        try db.copyOut("COPY (SELECT generate_series(1, 1000000000000)) TO STDOUT") { _ in
          seen += 1
          if seen == 3 { throw Stop() }
        }
      }
      let four = try db.query("SELECT 4")[0].int(0)
      #expect(four == 4)
    }
  }
}
