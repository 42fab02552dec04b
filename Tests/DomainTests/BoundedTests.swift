import Domain
import Testing

@Suite struct BoundedTests {
  @Test func textsAreCutAtAScalar() {
    #expect(Bounded.text("größer", bytes: 8) == "größer")
    #expect(Bounded.text("größer", bytes: 7) == "grö…")
    for bytes in 3...12 { #expect(Bounded.text("😀😀größer und mehr", bytes: bytes).utf8.count <= bytes) }
  }

  @Test func listsAreCutByCountAndBytes() {
    let items = (0..<100).map { "item \($0)" }
    #expect(Bounded.prefix(items, count: 200, bytes: 10_000).more == 0)
    let few = Bounded.prefix(items, count: 10, bytes: 10_000)
    #expect(few.kept == Array(items.prefix(10)) && few.more == 90)
    let small = Bounded.prefix(items, count: 200, bytes: 50)
    #expect(JSONValue(encoding: small.kept).canonicalText.utf8.count <= 52 && small.kept.count + small.more == 100)
  }

  @Test func numbersThatJSONHasNotAreNull() {
    #expect(
      JSONValue(finite: .nan) == .null && JSONValue(finite: -.infinity) == .null && JSONValue(finite: nil) == .null)
    #expect(JSONValue(finite: 0.5) == 0.5)
    #expect(JSONValue(encoding: [Double.nan, 1]) == [nil, .number(1)])
  }
}
