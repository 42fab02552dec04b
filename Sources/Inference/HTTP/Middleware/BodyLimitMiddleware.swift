import Hummingbird

/// Says how large a body may be. It is read, and refused, only where a handler asks for it: a loop that there is not is a
/// 404 whatever was sent to it.
struct BodyLimitMiddleware: RouterMiddleware {
  let bytes: Int

  func handle(
    _ request: Request, context: InferenceContext, next: (Request, InferenceContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    context.maxUploadSize = bytes
    return try await next(request, context)
  }
}
