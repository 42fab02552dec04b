import Hummingbird

/// Refuses what nobody here can promise (RFC 9110, section 10.1.1).
struct ExpectMiddleware: RouterMiddleware {
  func handle(
    _ request: Request, context: InferenceContext, next: (Request, InferenceContext) async throws -> Response
  ) async throws -> Response {
    if let other = Expectations.others(request) { throw Problem.expectationFailed(other) }
    return try await next(request, context)
  }
}
