import Hummingbird

/// Answers every request: the router, with paths as it needs them.
struct InferenceResponder: HTTPResponder {
  let router: RouterResponder<InferenceContext>

  func respond(to request: Request, context: InferenceContext) async throws -> Response {
    guard let filled = EmptySegments.filled(request) else {
      return try await router.respond(to: request, context: context)
    }
    var context = context
    context.pathBefore = request.uri.path
    return try await router.respond(to: filled, context: context)
  }
}
