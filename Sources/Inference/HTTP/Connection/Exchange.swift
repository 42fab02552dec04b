import NIOHTTP1

/// A request and its answer, as far as the connection has to know.
struct Exchange {
  /// Bytes of an announced body that is read to its end though the answer is sent, so that the connection can be used on.
  private static let mostBytes = 16 << 20

  private let isEarly: Bool
  /// Of the body, as announced; nil for one in chunks.
  private let length: Int?
  /// Whether the connection stays open behind it, as far as the caller minds.
  var isKept: Bool
  /// What its answer says to browsers.
  let fields: AnswerFields
  /// Whether the request came to its end.
  var isWhole = false

  init(_ head: HTTPRequestHead, _ fields: AnswerFields) {
    self.fields = fields
    isEarly = RequestFraming.isEarly(head.version)
    let isChunked = head.headers.contains(name: "transfer-encoding")
    length = isChunked ? nil : Int(head.headers.first(name: "content-length") ?? "0")
    // Behind what could be an upgrade the parser reads no further request.
    let isUpgrade = head.method == .CONNECT || head.headers.contains(name: "upgrade")
    isKept = head.isKeepAlive && !isUpgrade
  }

  /// Has the head of the answer say what every answer does, and whether the connection stays open.
  /// - Parameter isPressed: whether others need the connection.
  /// - Returns: whether it is the last.
  func settle(_ head: inout HTTPResponseHead, isPressed: Bool) -> Bool {
    fields.add(to: &head.headers)
    let isReadable = isWhole || (length.map { $0 <= Exchange.mostBytes } ?? false)
    let saysClose = head.headers[canonicalForm: "connection"].contains { $0.lowercased() == "close" }
    let isLast = saysClose || !isKept || !isReadable || isPressed
    if isLast {
      head.headers.replaceOrAdd(name: "connection", value: "close")
    } else if isEarly {
      head.headers.replaceOrAdd(name: "connection", value: "keep-alive")
    }
    return isLast
  }
}
