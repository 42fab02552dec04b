import Hummingbird

/// Reads `Expect`.
enum Expectations {
  private static let name = HTTPFields.Element.Name("Expect")!

  /// Whether the caller waits for `100 Continue` with a body.
  static func isContinue(_ request: Request) -> Bool {
    let lines = request.headers[values: name]
    guard !lines.isEmpty else { return false }
    let length = request.headers[.contentLength]
    guard request.headers[.transferEncoding] != nil || (length != nil && length != "0") else { return false }
    return FieldList.elements(of: lines).contains { $0.lowercased() == "100-continue" }
  }

  /// An expectation that is not `100-continue`; nil where there is none.
  static func others(_ request: Request) -> String? {
    let lines = request.headers[values: name]
    guard !lines.isEmpty else { return nil }
    return FieldList.elements(of: lines).first { $0.lowercased() != "100-continue" }.map(String.init)
  }
}
