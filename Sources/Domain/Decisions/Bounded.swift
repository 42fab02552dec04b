/// What grows with data, cut to what an event may hold.
package enum Bounded {
  /// The first items, so many and in so many bytes of JSON at most.
  /// - Returns: how many are left out, besides.
  package static func prefix<Item: Encodable>(
    _ items: [Item], count: Int, bytes: Int
  ) -> (kept: [Item], more: Int) {
    var left = bytes
    var kept = 0
    for item in items.prefix(count) {
      left -= size(item) + 1
      guard left >= 0 else { break }
      kept += 1
    }
    return (Array(items.prefix(kept)), items.count - kept)
  }

  /// A text of so many bytes at most; one that is longer ends with an ellipsis.
  package static func text(_ text: String, bytes: Int) -> String {
    guard text.utf8.count > bytes else { return text }
    var cut = ""
    var left = bytes - "…".utf8.count
    for scalar in text.unicodeScalars {
      left -= UTF8.width(scalar)
      guard left >= 0 else { break }
      cut.unicodeScalars.append(scalar)
    }
    return cut + "…"
  }

  private static func size(_ item: some Encodable) -> Int {
    if let text = item as? String { return AnswerSize.text(text) }
    return JSONValue(encoding: item).canonicalText.utf8.count
  }
}
