import Hummingbird

/// Answers every request: the router, with paths as it needs them, and with the connection's end where a body that was
/// announced may never come.
struct InferenceResponder: HTTPResponder {
  let router: RouterResponder<InferenceContext>

  func respond(to request: Request, context: InferenceContext) async throws -> Response {
    var context = context
    if let channel = context.channel, Expectations.isContinue(request) {
      context.expectation = ContinueExpectation(channel: channel)
    }
    var response: Response
    if let filled = EmptySegments.filled(request) {
      context.pathBefore = request.uri.path
      response = try await router.respond(to: filled, context: context)
    } else {
      response = try await router.respond(to: request, context: context)
    }
    if context.expectation?.isOpen ?? false { response.headers[.connection] = "close" }
    return response
  }
}
