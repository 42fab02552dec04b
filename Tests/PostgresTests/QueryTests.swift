import Postgres
import TestSupport
import Testing

@Suite(.database) struct QueryTests {
  private var pool: PostgresPool { Database.current.pool }

  @Test func valuesComeBackAsTheyWent() async throws {
    try await pool.run { db in
      let nasty = "it's \"quoted\" \\ back\tslash\n{a,b} \u{1F680} é"
      let everyByte = (0...255).map { UInt8($0) }
      let row = try #require(
        try db.query(
          """
          SELECT $1::boolean AS b, $2 AS i, $3 AS d, $4::text AS t, $5 AS y, $6::jsonb->>'k' AS j, $7 AS u, $8 AS m,
            $9::text AS n
          """,
          [
            .bool(true), .int(.min), .double(0.1), .text(nasty), .bytes(everyByte), .json("{\"k\": \"v\"}"),
            .uuid("00000000-0000-0000-0000-00000000000a"), .timestamp(-1), .null,
          ]
        ).first)
      #expect(try row.bool("b"))
      #expect(try row.int64("i") == .min)
      #expect(try row.double("d") == 0.1)
      #expect(try row.text("t") == nasty)
      #expect(try row.bytes("y") == everyByte)
      #expect(try row.text("j") == "v")
      #expect(try row.text("u") == "00000000-0000-0000-0000-00000000000a")
      #expect(try row.timestampMicros("m") == -1)
      #expect(try row.text(7) == "1969-12-31 23:59:59.999999+00")
      #expect(try row.isNull("n"))
      #expect(try row.optionalText("n") == nil)
    }
  }

  @Test func arraysUnnest() async throws {
    try await pool.run { db in
      let texts: [String?] = ["plain", "", nil, "NULL", "a\"b\\c", "{x, y}", " "]
      let rows = try db.query("SELECT unnest($1)", [.textArray(texts)])
      #expect(try rows.map { try $0.optionalText(0) } == texts)
      let ints: [Int64?] = [.min, nil, .max]
      #expect(try db.query("SELECT unnest($1)", [.intArray(ints)]).map { try $0.optionalInt64(0) } == ints)
      let blocks: [[UInt8]?] = [[], nil, [0, 255, 92, 34]]
      #expect(try db.query("SELECT unnest($1)", [.bytesArray(blocks)]).map { try $0.optionalBytes(0) } == blocks)
      #expect(try db.query("SELECT 1 WHERE 5 = ANY($1)", [.intArray([])]).isEmpty)
    }
  }

  @Test func doublesKeepEveryBit() async throws {
    try await pool.run { db in
      var generator = SystemRandomNumberGenerator()
      var values: [Double] = [
        .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.0, 1e22, .infinity, -.infinity, 1 / 3,
      ]
      values += (0..<500).map { _ in Double(bitPattern: generator.next()) }.filter { !$0.isNaN }
      for value in values {
        let back = try db.query("SELECT $1", [.double(value)])[0].double(0)
        #expect(back.bitPattern == value.bitPattern)
      }
      #expect(try db.query("SELECT $1", [.double(.nan)])[0].double(0).isNaN)
    }
  }

  @Test func timesAgreeWithTheServer() async throws {
    try await pool.run { db in
      let limits: ClosedRange<Int64> = -210_000_000_000_000_000...9_000_000_000_000_000_000
      var micros: [Int64] = [0, -1, 1, 951_782_400_000_000, -62_135_596_800_000_000, -62_135_596_800_000_001]
      micros += (0..<500).map { _ in Int64.random(in: limits) }
      micros += (0..<500).map { _ in Int64.random(in: -4_000_000_000_000_000...4_000_000_000_000_000) }
      for value in micros {
        let row = try db.query("SELECT $1, (extract(epoch FROM $1) * 1000000)::bigint", [.timestamp(value)])[0]
        #expect(try row.timestampMicros(0) == value)
        #expect(try row.int64(1) == value)
      }
      try db.script("SET TimeZone = 'Asia/Kolkata'")
      #expect(
        try db.query("SELECT $1", [.timestamp(1_357_000_000_123_456)])[0].timestampMicros(0) == 1_357_000_000_123_456)
      try db.script("RESET TimeZone")
    }
  }

  @Test func wrongTypesAreNamed() async throws {
    try await pool.run { db in
      let row = try db.query(
        "SELECT 'abc' AS word, NULL::bigint AS nothing, now()::timestamp AS local, 3000000000 AS big")[0]
      for attempt in [
        { _ = try row.int64("word") }, { _ = try row.bytes("word") }, { _ = try row.bool("word") },
        { _ = try row.double("word") }, { _ = try row.int64("nothing") }, { _ = try row.timestampMicros("local") },
        { _ = try row.bool("big") }, { _ = try row.text("missing") }, { _ = try row.text(9) },
      ] as [() throws -> Void] {
        let error = #expect(throws: PostgresError.self) { try attempt() }
        #expect(error?.code == .decoding)
      }
      let error = #expect(throws: PostgresError.self) { try row.int64("word") }
      #expect(error?.message == "column 0 \"word\" (text) holds \"abc\", which is not int64")
      let null = #expect(throws: PostgresError.self) { try row.int64(1) }
      #expect(null?.message == "column 1 \"nothing\" (bigint) is NULL where int64 is expected")
    }
  }

  @Test func countsAffectedRows() async throws {
    try await pool.run { db in
      try db.script("CREATE TABLE item (id bigint PRIMARY KEY, name text); CREATE TABLE other (id int)")
      #expect(try db.execute("INSERT INTO item SELECT g, 'n' FROM generate_series(1, 10) g") == 10)
      #expect(try db.execute("UPDATE item SET name = $1 WHERE id > $2", ["x", 7]) == 3)
      #expect(try db.execute("DELETE FROM item WHERE id = $1", [.int(1)]) == 1)
      #expect(try db.query("SELECT name FROM item ORDER BY id").columns == ["name"])
    }
  }

  @Test func serverErrorsSayWhere() async throws {
    let error = await #expect(throws: PostgresError.self) {
      try await pool.run { try $0.query("SELECT 1 + no_such_column") }
    }
    #expect(error?.sqlState == "42703")
    #expect(error?.severity == "ERROR")
    #expect(error?.position == 12)
    #expect(error?.query == "SELECT 1 + no_such_column")
    #expect(error?.isRetriable == false)
    #expect(error?.isConnectionLost == false)
    #expect(error?.description.contains("42703") == true)
    let unique = await #expect(throws: PostgresError.self) {
      try await pool.run { db in
        try db.script("CREATE TABLE u (id int PRIMARY KEY)")
        try db.execute("INSERT INTO u VALUES (1), (1)")
      }
    }
    #expect(unique?.sqlState == "23505")
    #expect(unique?.detail == "Key (id)=(1) already exists.")
  }

  @Test func refusesNULInText() async throws {
    let error = await #expect(throws: PostgresError.self) {
      try await pool.run { try $0.query("SELECT $1::text, $2::text", ["fine", "a\u{0}b"]) }
    }
    #expect(error?.code == .invalidValue)
    #expect(error?.message.hasPrefix("parameter $2") == true)
  }

  @Test func scriptRunsManyStatementsAsOne() async throws {
    let pool = pool
    await #expect(throws: PostgresError.self) {
      try await pool.run { try $0.script("CREATE TABLE a (i int); INSERT INTO a VALUES (1); SELECT 1/0") }
    }
    let table = try await pool.run { try $0.query("SELECT to_regclass('a')")[0].optionalText(0) }
    #expect(table == nil)
  }

  @Test func copyAsOrdinaryStatementIsRefusedAndHarmless() async throws {
    try await pool.run { db in
      for statement in ["COPY (SELECT 1) TO STDOUT", "CREATE TEMP TABLE c (i int); COPY c FROM STDIN; SELECT 1"] {
        let error = #expect(throws: PostgresError.self) { try db.script(statement) }
        #expect(error?.code == .misuse)
      }
      let error = #expect(throws: PostgresError.self) { try db.execute("COPY (SELECT 1) TO STDOUT") }
      #expect(error?.code == .misuse)
      let five = try db.query("SELECT 5")[0].int(0)
      #expect(five == 5)
    }
  }

  @Test func quotingSurvivesTheServer() async throws {
    try await pool.run { db in
      for text in ["plain", "it's", "back\\slash", "both\\'", "\"", "", "E'", "é\u{1F680}"] {
        let back = try db.query("SELECT \(quoteLiteral(text))")[0].text(0)
        #expect(back == text)
        if !text.isEmpty {
          let columns = try db.query("SELECT 1 AS \(quoteIdentifier(text))").columns
          #expect(columns == [text])
        }
      }
    }
  }
}
