import Domain
import TestSupport
import Testing

@testable import Wire

/// A schema's numbers bound what they say, to the last digit.
@Suite struct ExactBoundTests {
  /// -1, 0 or 1, by two decimals written out.
  private static func order(_ left: String, _ right: String) -> Int {
    let signs = [left, right].map { $0.hasPrefix("-") ? -1 : $0 == "0" ? 0 : 1 }
    guard signs[0] == signs[1], signs[0] != 0 else { return (signs[0] - signs[1]).signum() }
    let parts = [left, right].map { text -> (whole: String, fraction: String) in
      let parts = text.drop { $0 == "-" }.split(separator: ".")
      return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }
    let width = max(parts[0].whole.count, parts[1].whole.count)
    let texts = parts.map { String(repeating: "0", count: width - $0.whole.count) + $0.whole + "." + $0.fraction }
    return texts[0] == texts[1] ? 0 : (texts[0] < texts[1] ? -1 : 1) * signs[0]
  }

  /// The same number in another form, or one that differs in a late digit.
  private static func neighbour(_ token: String, _ random: inout RandomTexts) -> String {
    let end = token.firstIndex { $0 == "e" } ?? token.endIndex
    let digits = String(token[..<end])
    let exponent = String(token[end...])
    let point = digits.contains(".") ? "" : ".0"
    let zeros = String(repeating: "0", count: random.below(30))
    return digits + point + zeros + (random.below(2) == 0 ? "0" : "1") + exponent
  }

  @Test func numbersAreComparedByAllTheirDigits() throws {
    var random = RandomTexts(seed: 20_265)
    var (compared, close) = (0, 0)
    while compared < 2_000 {
      let bound = random.number()
      let token = random.below(2) == 0 ? random.number() : ExactBoundTests.neighbour(bound, &random)
      guard let limit = NumberToken(bound), let number = NumberToken(token), let left = ExactDecimal.text(token),
        let right = ExactDecimal.text(bound)
      else { continue }
      let order = ExactBoundTests.order(left, right)
      for (keyword, isTaken) in [
        ("minimum", order >= 0), ("maximum", order <= 0), ("exclusiveMinimum", order > 0),
        ("exclusiveMaximum", order < 0), ("const", order == 0),
      ] {
        let schema = try JSONSchema(try JSONReader.parse("{\"\(keyword)\": \(bound)}"))
        try #require((try schema.check(Array(token.utf8)) == nil) == isTaken, "\(token) \(keyword) \(bound)")
      }
      compared += 1
      close += order != 0 && limit.double == number.double ? 1 : 0
    }
    #expect(close > 100, "some are one double and two numbers")
  }
}
