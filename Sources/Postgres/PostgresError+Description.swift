import Execution

extension PostgresError: CustomStringConvertible {
  public var description: String {
    var text = ""
    if let sqlState { text += "\(severity ?? "ERROR") \(sqlState): " }
    text += message
    if let detail { text += "; detail: \(detail)" }
    if let hint { text += "; hint: \(hint)" }
    if let context { text += "; context: \(context)" }
    if let query { text += "; query" + (position.map { " (character \($0))" } ?? "") + ": \(query)" }
    if let mend { text += "; to mend it: \(mend)" }
    return text
  }

  /// Without what a configuration keeps secret.
  func redacted(by redaction: Redaction) -> PostgresError {
    var copy = self
    copy.message = redaction.text(message)
    copy.detail = detail.map(redaction.text)
    copy.hint = hint.map(redaction.text)
    copy.context = context.map(redaction.text)
    copy.query = query.map(redaction.text)
    return copy
  }

  /// The part of a statement around a position (characters from 1), or its beginning, on one line.
  static func excerpt(of query: String, at position: Int?) -> String {
    let limit = 200
    let scalars = query.unicodeScalars
    var start = scalars.startIndex
    if let position, position > limit / 2 {
      start = scalars.index(start, offsetBy: position - limit / 2, limitedBy: scalars.endIndex) ?? start
    }
    let end = scalars.index(start, offsetBy: limit, limitedBy: scalars.endIndex) ?? scalars.endIndex
    let part = String(scalars[start..<end]).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return (start > scalars.startIndex ? "… " : "") + part + (end < scalars.endIndex ? " …" : "")
  }
}
