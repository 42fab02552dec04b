import Hummingbird

/// Keeps `/v1/loops/` and `/v1/loops` apart. Hummingbird's router takes no notice of empty segments; so it gets a path in
/// which they are filled.
enum EmptySegments {
  /// No segment of a route: braces mark parameters there.
  static let placeholder = "{empty}"

  /// The request with its empty segments filled; nil where there are none, as is usual.
  static func filled(_ request: Request) -> Request? {
    guard !isPlain(request.head.path ?? "") else { return nil }
    let segments = request.uri.path.split(separator: "/", omittingEmptySubsequences: false)
    // What does not begin with a slash is no path at all, and becomes one that nothing is served under.
    let path = (segments.first?.isEmpty ?? false ? segments.dropFirst() : [""] + segments[...])
      .map { $0.isEmpty ? placeholder[...] : $0 }.joined(separator: "/")
    var head = request.head
    head.path = "/" + path + (request.uri.query.map { "?" + $0 } ?? "")
    return Request(head: head, body: request.body)
  }

  /// Whether a target is a path from the root without empty segments, and perhaps a query.
  private static func isPlain(_ target: String) -> Bool {
    let slash = UInt8(ascii: "/")
    guard target.utf8.first == slash else { return false }
    var before: UInt8 = 0
    for byte in target.utf8 {
      if byte == UInt8(ascii: "?") { break }
      if byte == slash, before == slash { return false }
      before = byte
    }
    return before != slash
  }
}
