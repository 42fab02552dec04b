import Domain
import Testing

@Suite struct ExactDecimalTests {
  @Test(arguments: [
    ("0", "0"), ("-0", "0"), ("0.0", "0"), ("0e5", "0"), ("-0.00e-7", "0"), ("1", "1"), ("1.0", "1"), ("1e0", "1"),
    ("-1.50", "-1.5"), ("1e3", "1000"), ("1E+3", "1000"), ("1.25e1", "12.5"), ("1250e-2", "12.5"), ("100", "100"),
    ("1e-3", "0.001"), ("0.00120", "0.0012"), ("12345678901234567890", "12345678901234567890"),
    ("0.1000000000000000055", "0.1000000000000000055"), ("10e-1", "1"), ("-5e-324", "-0.\(zeros(323))5"),
    ("1e400", "1\(zeros(400))"), ("123.456e2", "12345.6"), ("123.456e3", "123456"), ("123.456e5", "12345600"),
  ])
  func isWrittenOut(token: String, text: String) {
    #expect(ExactDecimal.text(token) == text)
    #expect(ExactDecimal.text(Array(token.utf8)) == text)
    #expect(ExactDecimal.text(text) == text)
  }

  @Test(arguments: [
    "", "-", "+1", ".5", "1.", "02142", "00", "-01", "1e", "1e+", "1.e5", "NaN", "Infinity", "0x1F", "1_000", " 1",
    "1 ",
    "1,5", "1e5.0", "--1", "1-2", "\u{661}", "1e401", "1e-401", "1e99999999999999999999", "true", "\u{FF11}",
  ])
  func othersAreNoNumbers(token: String) { #expect(ExactDecimal.text(token) == nil) }

  @Test func theLimitIsOnTheNumberWrittenOut() {
    let most = ExactDecimal.limit
    #expect(ExactDecimal.text(String(repeating: "9", count: most))?.utf8.count == most)
    #expect(ExactDecimal.text(String(repeating: "9", count: most + 1)) == nil)
    #expect(ExactDecimal.text("-" + String(repeating: "9", count: most)) == nil)
    #expect(ExactDecimal.text("0." + String(repeating: "0", count: most - 3) + "1") != nil)
    #expect(ExactDecimal.text("0." + String(repeating: "0", count: most - 2) + "1") == nil)
    #expect(ExactDecimal.text("1." + String(repeating: "0", count: most - 1)) == nil)
  }

  @Test func classesCountByBytesOrByTheirDecimal() {
    let values: [(JSONValue, String?)] = [
      ("1", "1"), ("1.0", "1.0"), (1, "1"), (1.5, "1.5"), (true, "true"), (nil, nil), ([1], nil), ([:], nil),
      (.number(1), "1"), (.number(1e300), "1\(ExactDecimalTests.zeros(300))"), (.number(1e-5), "0.00001"),
    ]
    for (value, name) in values { #expect(ClassName.of(value) == name) }
    for (token, name) in [("1.0", "1"), ("1e3", "1000"), ("12345678901234567891", "12345678901234567891")] {
      #expect(JSONValue(number: token).flatMap(ClassName.of) == name)
      #expect(ClassName.of(cell: token, isQuoted: false) == name)
      #expect(ClassName.of(cell: token, isQuoted: true) == token)
    }
    for text in ["02142", "+1", "no", "NaN", "1_000", " 1", ""] {
      #expect(ClassName.of(cell: text, isQuoted: false) == text)
    }
  }

  @Test func namesOfEarlierModels() {
    #expect(ClassName.rounded("0.00001") == "1e-05")
    #expect(ClassName.rounded("12345678901234567891") == "1.2345678901234567e+19")
    #expect(ClassName.rounded("0.1") == nil)
    #expect(ClassName.rounded("late") == nil)
  }

  private static func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
}
