import Domain
import Testing

@testable import Wire

@Suite struct JSONReaderTests {
  @Test func valuesAreReadBack() throws {
    var source = RandomJSON(seed: 1)
    for _ in 0..<1_500 {
      let value = source.value()
      try #require(try JSONReader.parse(value.canonicalText) == value)
      let loose = source.looseText(of: value)
      try #require(try JSONReader.parse(loose) == value, "\(loose)")
      try #require(try JSONSchema([:]).check(Array(loose.utf8)) == nil)
    }
  }

  /// Whatever the bytes: no trap, and the reader and the validator agree on whether they are JSON.
  @Test func mutatedTextsNeverTrap() throws {
    var source = RandomJSON(seed: 2)
    let schema = try JSONSchema([:])
    var rejected: Set<JSONError.Code> = []
    for _ in 0..<6_000 {
      let bytes = source.mutated(Array(source.looseText(of: source.value(depth: 3)).utf8))
      let read = Result { () throws(JSONError) in try JSONReader.parse(bytes) }
      let checked = Result { () throws(JSONError) in try schema.check(bytes) }
      switch (read, checked) {
      case (.success(let value), .success):
        try #require(try JSONReader.parse(value.canonicalText).canonicalText == value.canonicalText)
      case (.failure(let one), .failure(let other)):
        try #require(one.code == other.code || one.code == .duplicateMember || other.code == .duplicateMember)
        rejected.insert(one.code)
        _ = bytes.withUnsafeBufferPointer { JSONLocation.pointer(to: one.offset, in: $0) }
      default: Issue.record("the reader and the validator differ on \(bytes)")
      }
    }
    #expect(rejected.count > 8)
  }

  @Test func randomBytesNeverTrap() {
    var random = SplitMix(state: 3)
    for _ in 0..<5_000 {
      let bytes = (0..<Int.random(in: 0..<24, using: &random)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      _ = try? JSONReader.parse(bytes)
    }
  }

  @Test(arguments: [
    ("", JSONError.Code.empty, 0), ("  ", .empty, 0), ("{", .unexpectedEnd, 1), ("[1,", .unexpectedEnd, 3),
    ("\"abc", .unexpectedEnd, 4), ("tru", .unexpectedEnd, 3), ("-", .unexpectedEnd, 1), ("\"\\", .unexpectedEnd, 2),
    ("\"\\u12", .unexpectedEnd, 5), ("{} x", .trailingBytes, 3), ("1 2", .trailingBytes, 2),
    ("[1,]", .unexpectedByte, 3), ("{\"a\":1,}", .unexpectedByte, 7), ("{a:1}", .unexpectedByte, 1),
    ("{\"a\" 1}", .unexpectedByte, 5), ("[1 2]", .unexpectedByte, 3), ("nul!", .unexpectedByte, 3),
    ("'a'", .unexpectedByte, 0), ("+1", .unexpectedByte, 0), ("NaN", .unexpectedByte, 0), ("01", .badNumber, 0),
    ("1.", .unexpectedEnd, 2), ("1.x", .badNumber, 2), ("-x", .badNumber, 1), ("1e", .unexpectedEnd, 2),
    ("1e+x", .badNumber, 3), ("\u{FEFF}{}", .byteOrderMark, 0), ("\"a\nb\"", .controlCharacter, 2),
    ("\"\\x\"", .badEscape, 1), ("\"\\u12G4\"", .badEscape, 1), ("\"\\u0000\"", .nul, 1), ("\"a\u{0}\"", .nul, 2),
    ("\u{0}", .nul, 0), ("\"\\ud800\"", .loneSurrogate, 1), ("\"\\ud800\\u0041\"", .loneSurrogate, 1),
    ("\"\\udc00\\ud800\"", .loneSurrogate, 1), ("1e400", .numberOutOfRange, 0), ("-1e309", .numberOutOfRange, 0),
    ("1e-400", .numberOutOfRange, 0), ("1e99999999999999999999", .numberOutOfRange, 1),
    ("0e500", .numberOutOfRange, 1), ("{\"a\":1,\"a\":2}", .duplicateMember, 7),
    ("{\"a\":1,\"\\u0061\":2}", .duplicateMember, 7), ("{\"\u{e9}\":1,\"\\u00e9\":2}", .duplicateMember, 8),
  ])
  func refuses(text: String, code: JSONError.Code, offset: Int) throws {
    #expect(throws: JSONError(code, at: offset)) { try JSONReader.parse(text) }
    let error = #expect(throws: JSONError.self) { try JSONSchema([:]).check(Array(text.utf8)) }
    #expect(error?.code == code)
    #expect(error?.description.isEmpty == false)
  }

  @Test(
    arguments: [
      [0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
      [0xF0, 0x80, 0x80, 0xAF],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98],
    ] as [[UInt8]])
  func refusesInvalidUTF8(bytes: [UInt8]) {
    let quote = UInt8(ascii: "\"")
    let long = Array("0123456789".utf8)
    #expect(throws: JSONError(.invalidUTF8, at: 1)) { try JSONReader.parse([quote] + bytes + [quote]) }
    #expect(throws: JSONError(.invalidUTF8, at: 11)) { try JSONReader.parse([quote] + long + bytes + long + [quote]) }
    #expect(throws: JSONError(.invalidUTF8, at: 0)) { try JSONReader.parse(bytes) }
  }

  @Test func validUTF8IsWhatSwiftSays() throws {
    var random = SplitMix(state: 4)
    for _ in 0..<20_000 {
      var bytes: [UInt8] = [0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4].shuffled(using: &random).dropLast(5)
      for _ in 0..<3 { bytes.append(.random(in: 0x7E...0xC4, using: &random)) }
      let whole = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
      let read = try? JSONReader.parse(whole)
      try #require(read?.string == String(validating: bytes, as: UTF8.self))
    }
  }

  @Test func depthIsLimited() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(try JSONReader.parse(nested(64)).array?.count == 1)
    #expect(throws: JSONError(.tooDeep, at: 64)) { try JSONReader.parse(nested(65)) }
    #expect(throws: JSONError(.tooDeep, at: 64)) { try JSONReader.parse(nested(100_000)) }
    let wide = "[" + Array(repeating: "[{}]", count: 200).joined(separator: ",") + "]"
    #expect(try JSONReader.parse(wide).array?.count == 200)
  }
}
