import Testing

@testable import Domain

@Suite struct TimeSpanTests {
  @Test(arguments: [
    ("90s", 90, "1m30s"), ("30m", 1_800, "30m"), ("6h", 21_600, "6h"), ("2d", 172_800, "2d"), ("1w", 604_800, "1w"),
    ("1d12h", 129_600, "1d12h"), ("36h", 129_600, "1d12h"), ("10d", 864_000, "10d"), ("14d", 1_209_600, "2w"),
    ("1w2d", 777_600, "9d"), ("0s", 0, "0s"),
  ])
  func readsAndWrites(text: String, seconds: Int64, canonical: String) throws {
    let span = try TimeSpan(text: text)
    #expect(span.microseconds == seconds * 1_000_000)
    #expect(span.text == canonical)
  }

  @Test(arguments: [
    ("", TimeSpan.FormatError.Code.shape), ("h", .shape), ("-1h", .shape), ("1 h", .noUnit), ("30", .noUnit),
    ("1x", .unit), ("1H", .unit), ("1.5h", .noUnit), ("1h1d", .order), ("1h1h", .order), ("99999999999w", .range),
    ("99999999999999999999999s", .range), ("٣h", .shape),
  ])
  func refuses(text: String, code: TimeSpan.FormatError.Code) {
    #expect(throws: TimeSpan.FormatError(code: code, text: text)) { try TimeSpan(text: text) }
  }

  @Test func textIsReadBack() throws {
    var random = SplitMix(state: 9)
    for _ in 0..<5_000 {
      let limit = Int64(1) << Int64.random(in: 0...60, using: &random)
      let span = TimeSpan(microseconds: .random(in: 0...limit, using: &random))
      try #require(try TimeSpan(text: span.text) == span)
    }
    #expect(TimeSpan(microseconds: -3_600_000_000).text == "-1h")
  }
}
