import Hummingbird

/// Says why no route takes a request: its path is not served (404), asks for a token (401), or does not take the method
/// (405). Hummingbird's router calls all of them not found.
struct UnmatchedMiddleware: RouterMiddleware {
  /// Answers a GET to any path that is served with the methods it allows.
  let paths: RouterResponder<InferenceContext>

  func handle(
    _ request: Request, context: InferenceContext, next: (Request, InferenceContext) async throws -> Response
  ) async throws -> Response {
    var head = request.head
    head.method = .get
    let answer = try await paths.respond(to: Request(head: head, body: request.body), context: context)
    let path = context.path(of: request)
    guard let allowed = answer.headers[.allow] else { throw Problem.notFound(path) }
    throw Problem.methodNotAllowed(request.method.rawValue, path, allowed: allowed)
  }
}
