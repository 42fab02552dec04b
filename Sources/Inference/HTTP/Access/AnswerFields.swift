import NIOHTTP1

/// What every answer says to browsers.
struct AnswerFields {
  /// Whether an answer is another one by who asks.
  var varies = false
  /// The page's that may read the answer, as it came.
  var origin: String?

  func add(to headers: inout HTTPHeaders) {
    headers.add(name: "x-content-type-options", value: "nosniff")
    if varies { headers.add(name: "vary", value: "Origin") }
    guard let origin else { return }
    headers.add(name: "access-control-allow-origin", value: origin)
    headers.add(name: "access-control-expose-headers", value: "Allow, Preference-Applied, Retry-After")
  }
}
