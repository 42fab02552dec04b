import Hummingbird

/// Answers HEAD as GET without the body (RFC 9110, section 9.3.2).
struct HeadMiddleware: RouterMiddleware {
  func handle(
    _ request: Request, context: InferenceContext, next: (Request, InferenceContext) async throws -> Response
  ) async throws -> Response {
    let response = try await next(request, context)
    return request.method == .head ? response.createHeadResponse() : response
  }
}
