import Hummingbird

/// Lets nobody pass without the service's token.
struct BearerMiddleware: RouterMiddleware {
  let check: BearerCheck

  func handle(
    _ request: Request, context: InferenceContext, next: (Request, InferenceContext) async throws -> Response
  ) async throws -> Response {
    guard check.accepts(request.headers[.authorization]) else { throw Problem.unauthorized }
    return try await next(request, context)
  }
}
