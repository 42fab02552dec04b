import Domain
import Testing

@testable import Wire

@Suite struct JSONNumberTests {
  @Test(arguments: [
    ("0", JSONValue.integer(0)), ("-0", .integer(0)), ("-0.0", .number(-0.0)), ("9223372036854775807", .integer(.max)),
    ("-9223372036854775808", .integer(.min)), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
    ("18446744073709551616", .number(18_446_744_073_709_551_616)), ("1.0", .number(1)), ("1e2", .number(100)),
    ("0.1", .number(0.1)), ("123456789012345678901234567890", .number(1.2345678901234568e29)),
    ("1.7976931348623157e308", .number(.greatestFiniteMagnitude)), ("5e-324", .number(.leastNonzeroMagnitude)),
    ("0.000000000000000000000000000001", .number(1e-30)), ("1E+5", .number(100_000)), ("0e10", .number(0)),
    ("9007199254740993", .integer(9_007_199_254_740_993)), ("0.0001", .number(0.0001)), ("0.00001", .number(0.00001)),
    ("1e-05", .number(0.00001)), ("0.1000000000000000055", .number(0.1)),
    ("12345678901234.5", .number(12345678901234.5)),
  ])
  func reads(text: String, value: JSONValue) throws {
    let read = try JSONReader.parse(text)
    #expect(read.withoutTokens == value)
    #expect(read.canonicalText == value.canonicalText)
    #expect(read.sentText == text)
    #expect((read == value) == (value.canonicalText == text))
    #expect(JSONValue(number: text) == read)
  }

  /// Every digit that was sent is kept, and the canonical text is what it was without.
  @Test func numbersAreKeptAsSent() throws {
    var source = RandomJSON(seed: 6)
    for _ in 0..<20_000 {
      let token = source.token()
      guard let value = try? JSONReader.parse(token) else { continue }
      try #require(value.sentText == token)
      try #require(JSONValue(number: token) == value, "\(token)")
      let before = Int64(token).map { JSONValue.integer($0) } ?? .number(Double(token) ?? .nan)
      try #require(value.withoutTokens == before)
      try #require(value.canonicalText == before.canonicalText)
      try #require(value.double == Double(token))
      try #require(value.integer == ExactDecimal.text(token).flatMap { Int64($0) })
    }
  }

  /// What is taken once can be read again when `jsonb` has written it out.
  @Test func whatIsWrittenOutIsReadAgain() throws {
    for token in [
      "1.\(String(repeating: "1", count: 390))e-300", "0.\(String(repeating: "0", count: 390))e-400", "4e-324",
    ] {
      let value = try JSONReader.parse(token)
      let text = try #require(ExactDecimal.text(token))
      #expect(try JSONReader.parse(text).double == value.double)
    }
  }

  @Test func doublesAreTheNearest() throws {
    var source = RandomJSON(seed: 5)
    for _ in 0..<3_000 {
      let digits = source.below(1_000_000_000)
      let text = "\(digits / 1000).\(digits)e\(source.below(60) - 30)"
      try #require(try JSONReader.parse(text).double == Double(text))
      let short = "\(source.below(100_000)).\(source.below(1000))"
      try #require(try JSONReader.parse(short).double == Double(short))
    }
  }

  @Test func limitsOfRange() throws {
    #expect(throws: JSONError(.numberOutOfRange, at: 0)) { try JSONReader.parse("1.7976931348623159e308") }
    #expect(throws: JSONError(.numberOutOfRange, at: 0)) { try JSONReader.parse("2e-324") }
    #expect(throws: JSONError(.numberOutOfRange, at: 0)) { try JSONReader.parse(String(repeating: "9", count: 401)) }
    #expect(throws: JSONError(.numberOutOfRange, at: 0)) { try JSONReader.parse(String(repeating: "9", count: 350)) }
    let most = String(repeating: "1", count: ExactDecimal.limit - 2)
    #expect(try JSONReader.parse("0." + most).sentText == "0." + most)
    #expect(throws: JSONError(.numberOutOfRange, at: 0)) { try JSONReader.parse("0.1" + most) }
    #expect(throws: JSONError(.numberOutOfRange, at: 1)) { try JSONReader.parse("0e401") }
    #expect(try JSONReader.parse(String(repeating: "9", count: 300)).double == 1e300)
  }

  @Test func manyMembersAreComparedToo() throws {
    let many = (0..<5_000).map { "\"name\($0)\":\($0)" }
    let object = try JSONReader.parse("{\(many.joined(separator: ","))}")
    #expect(object.object?.count == 5_000)
    let twice = "{\((many + ["\"name17\":0"]).joined(separator: ","))}"
    let error = #expect(throws: JSONError.self) { try JSONSchema([:]).check(Array(twice.utf8)) }
    #expect(error?.code == .duplicateMember)
  }
}
