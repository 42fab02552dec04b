import Hummingbird

/// Answers every request: the router, with paths as it needs them, and with the connection's end where a body that was
/// announced may never come.
struct InferenceResponder: HTTPResponder {
  /// Bytes of a body up to which a request is answered on its connection's event loop: some tenths of a millisecond.
  private static let brief = 1 << 12

  let router: RouterResponder<InferenceContext>

  func respond(to request: Request, context: InferenceContext) async throws -> Response {
    guard !InferenceResponder.isBrief(request) else { return try await answer(request, context) }
    // Elsewhere, since all other connections of the loop would wait.
    return try await withTaskExecutorPreference(globalConcurrentExecutor) { try await answer(request, context) }
  }

  /// Whether a request brings little, and that as it is. What asks for a page may get a long one.
  private static func isBrief(_ request: Request) -> Bool {
    guard request.method == .post, !request.headers.contains(.contentEncoding) else { return false }
    return request.headers[.contentLength].flatMap { Int($0) }.map { $0 <= brief } ?? false
  }

  private func answer(_ request: Request, _ context: InferenceContext) async throws -> Response {
    var context = context
    if let channel = context.channel, Expectations.isContinue(request) {
      context.expectation = ContinueExpectation(channel: channel)
    }
    var response: Response
    let undone = NeedlessEscapes.undone(request)
    if let routed = EmptySegments.filled(undone ?? request) ?? undone {
      context.pathBefore = request.uri.path
      response = try await router.respond(to: routed, context: context)
    } else {
      response = try await router.respond(to: request, context: context)
    }
    if context.expectation?.isOpen ?? false { response.headers[.connection] = "close" }
    return response
  }
}
