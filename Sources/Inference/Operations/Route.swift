import Hummingbird

/// How an operation is reached, and what answers it.
struct Route: Sendable {
  typealias Handler = @Sendable (Request, InferenceContext) async throws -> Response

  var method: HTTPRequest.Method
  /// As OpenAPI writes it; the names in braces are what handlers ask the context for.
  var path: String
  var handle: @Sendable (Handlers) -> Handler

  init(_ method: HTTPRequest.Method, _ path: String, _ handle: @escaping @Sendable (Handlers) -> Handler) {
    self.method = method
    self.path = path
    self.handle = handle
  }
}
