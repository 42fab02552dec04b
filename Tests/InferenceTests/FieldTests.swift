import Testing

@testable import Inference

@Suite struct FieldTests {
  private let offers = ["application/json", "text/html"].compactMap { MediaType($0[...]) }

  private func best(_ lines: String...) -> Int? { Accept(lines).best(of: offers) }

  @Test(arguments: [
    ("*/*", 0), ("application/json", 0), ("text/html", 1), ("application/json, text/html;q=0", 0),
    ("text/html;q=0, */*", 0), ("application/json;q=0, */*", 1), ("text/html;q=0.5, application/json;q=0.4", 1),
    ("text/html;q=0.5,application/json", 0), ("TEXT/HTML", 1), ("Text/*;Q=0.9, application/json;q=0.8", 1),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 1), ("text/html ; q=1.000 , */*;q=0.999", 1),
    ("text/html, application/json", 0), ("text/*", 1), (" , ,text/html,", 1), ("text/html;level=1", 1),
    ("text/*;q=0.1, text/html;q=0.9, application/json;q=0.5", 1), ("*/*;q=0.1, application/json;q=0", 1),
    ("application/json;x=\"a,b;q=0\", text/html;q=0.9", 0), ("text/html;x=\"\\\"\";q=0.5, application/json;q=0.4", 1),
    ("nonsense", 0), ("application/json;q=7", 0), ("text/html;q=0.1234, application/json;q=0.1", 0), ("", 0),
  ])
  func choosesByWeightAndSpecificity(accept: String, offer: Int) { #expect(best(accept) == offer, "\(accept)") }

  @Test(arguments: [
    "text/plain", "application/json;q=0", "*/*;q=0", "image/*", "application/json;q=0.0, text/html;q=0.000",
  ])
  func knowsThatNothingFits(accept: String) { #expect(best(accept) == nil, "\(accept)") }

  /// Several lines of a field are one list.
  @Test func readsSeveralLines() {
    #expect(best("application/json;q=0", "text/html") == 1)
    #expect(best("text/html;q=0", "application/json") == 0)
    #expect(ContentCoding.list(["gzip", "deflate , x-gzip"]) == [.gzip, .deflate, .gzip])
    #expect(Preferences.wait(in: ["respond-async", "wait=5"]) == 5)
  }

  @Test func agreesInParametersOfAnOffer() throws {
    let metrics = [try #require(MediaType("text/plain;version=0.0.4"))]
    #expect(Accept(["text/plain;version=0.0.4"]).best(of: metrics) == 0)
    #expect(Accept(["text/plain;version=1.0.0"]).best(of: metrics) == nil)
    #expect(
      Accept(["application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=\"0.0.4\";q=0.5"])
        .best(of: metrics) == 0)
  }

  @Test func knowsCodings() {
    #expect(ContentCoding.list(["identity"]) == [])
    #expect(ContentCoding.list(["GZip, identity, Deflate"]) == [.gzip, .deflate])
    for other in ["br", "zstd", "compress", "gzip, br", "gzip;q=1", "*", "gzip gzip"] {
      #expect(ContentCoding.list([other]) == nil, "\(other)")
    }
    #expect(ContentCoding.list([String(repeating: "gzip,", count: 5)]) == nil)
  }

  @Test(arguments: [
    ("application/json", true), ("Application/JSON ; charset=\"UTF-8\"", true), ("application/problem+json", true),
    ("text/json", false), ("application/jsonp", false), ("application", false), ("application/", false),
    ("application/json, text/plain", false), ("", false), ("application/json;charset", false),
    ("application/json;charset=utf-8;charset=latin1", false), ("application/json;a=1;A=1", false),
    ("application/+json", false),
  ])
  func readsMediaTypes(text: String, isJSON: Bool) { #expect(MediaType(text[...])?.isJSON ?? false == isJSON) }

  @Test(arguments: [
    ("order-1", "order-1", "order-1"), ("a+b", "a+b", "a b"), ("a%2Fb", "a/b", "a/b"), ("%c3%a9+", "é+", "é "),
    ("%2B", "+", "+"), ("%252F", "%2F", "%2F"), ("", "", ""),
  ])
  func decodesOnce(text: String, path: String, query: String) throws {
    #expect(try PercentText.decoded(text[...], plus: false) == path)
    #expect(try PercentText.decoded(text[...], plus: true) == query)
  }

  @Test(arguments: [
    ("100%", PercentError.escape), ("%", .escape), ("%4", .escape), ("%zz", .escape), ("%%41", .escape),
    ("%+f", .escape), ("%-1", .escape), ("%f", .escape), ("% 1", .escape), ("%ff", .notUTF8), ("%c3x", .notUTF8),
    ("%ed%a0%80", .notUTF8), ("a%00", .nul),
  ])
  func refusesWhatCannotBeDecoded(text: String, error: PercentError) {
    for plus in [true, false] {
      #expect(throws: error) { try PercentText.decoded(text[...], plus: plus) }
    }
  }
}
