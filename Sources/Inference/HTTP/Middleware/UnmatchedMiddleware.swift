import Hummingbird

/// Says why no route takes a request: its path is not served (404), asks for a token (401), or does not take the method
/// (405). Hummingbird's router calls all of them not found. OPTIONS comes here too, and is told what a path takes
/// (RFC 9110, section 9.3.7).
struct UnmatchedMiddleware: RouterMiddleware {
  /// Answers a GET to any path that is served with the methods it allows.
  let paths: RouterResponder<InferenceContext>

  func handle(
    _ request: Request, context: InferenceContext, next: (Request, InferenceContext) async throws -> Response
  ) async throws -> Response {
    let path = context.path(of: request)
    do throws(PercentError) {
      _ = try PercentText.decoded(path[...], plus: false)
    } catch {
      throw Problem.malformedTarget("the path", error)
    }
    if request.method == .options, path == "*" { return UnmatchedMiddleware.options("GET, HEAD, POST, OPTIONS") }
    var head = request.head
    head.method = .get
    let answer = try await paths.respond(to: Request(head: head, body: request.body), context: context)
    guard let allowed = answer.headers[.allow] else { throw Problem.notFound(path) }
    guard request.method != .options else { return UnmatchedMiddleware.options(allowed) }
    throw Problem.methodNotAllowed(request.method.rawValue, path, allowed: allowed)
  }

  private static func options(_ allowed: String) -> Response {
    Response(status: .noContent, headers: [.allow: allowed])
  }
}
