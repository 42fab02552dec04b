import Hummingbird

/// Reads a request's query, which may have the parameters that its operation knows and no others.
struct QueryMiddleware: RouterMiddleware {
  let known: [String]

  func handle(
    _ request: Request, context: InferenceContext, next: (Request, InferenceContext) async throws -> Response
  ) async throws -> Response {
    guard request.uri.query != nil else { return try await next(request, context) }
    var context = context
    context.query = try QueryItems(request, known: known)
    return try await next(request, context)
  }
}
