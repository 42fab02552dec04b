import Hummingbird

/// All that is served, method and path; `docs/reference/openapi.yaml` says the same, and a test compares.
package enum Operation: String, Sendable, CaseIterable {
  case decide
  case giveFeedback
  case listLoops
  case showLoop
  case findEvent
  case explain
  case live
  case ready
  case metrics
  case openAPI

  package var method: HTTPRequest.Method {
    switch self {
    case .decide, .giveFeedback: .post
    default: .get
    }
  }

  /// As OpenAPI writes it.
  package var path: String {
    switch self {
    case .decide: "/v1/loops/{loop}/decide"
    case .giveFeedback: "/v1/feedback"
    case .listLoops: "/v1/loops"
    case .showLoop: "/v1/loops/{loop}"
    case .findEvent: "/v1/events"
    case .explain: "/v1/interactions/{interaction}/explanation"
    case .live: "/health/live"
    case .ready: "/health/ready"
    case .metrics: "/metrics"
    case .openAPI: "/openapi.yaml"
    }
  }

  /// Whether a token is asked for, where there is one.
  var isProtected: Bool { path.hasPrefix("/v1/") }

  /// The operations that a path names, with the loop or interaction in it.
  static func matching(_ path: String) -> [(operation: Operation, name: String)] {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return table.compactMap { operation, template in
      guard template.count == parts.count else { return nil }
      var name = ""
      for (part, pattern) in zip(parts, template) {
        if pattern.first == "{" { name = decoded(part) } else if part != pattern { return nil }
      }
      return (operation, name)
    }
  }

  private static let table = allCases.map { operation in
    (operation, operation.path.split(separator: "/", omittingEmptySubsequences: false))
  }

  private static func decoded(_ part: Substring) -> String {
    guard part.utf8.contains(UInt8(ascii: "%")) else { return String(part) }
    var bytes: [UInt8] = []
    var rest = part.utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let digits = String(rest.prefix(2)), digits.utf8.count == 2,
        let code = UInt8(digits, radix: 16)
      {
        bytes.append(code)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
