import Hummingbird

/// Tells a browser what pages of other origins may send (Fetch, section 3.2), of those that are declared: others come no
/// further than the connection, and the service's own ask as anybody does. No token is asked for, as a browser sends none
/// then.
struct PreflightMiddleware: RouterMiddleware {
  let origins: Set<Origin>

  private static let origin = HTTPFields.Element.Name("Origin")!
  private static let method = HTTPFields.Element.Name("Access-Control-Request-Method")!

  private static let fields: HTTPFields = {
    var fields = HTTPFields()
    fields[.init("Access-Control-Allow-Methods")!] = "GET, HEAD, POST"
    fields[.init("Access-Control-Allow-Headers")!] =
      "Authorization, Content-Type, Content-Encoding, Idempotency-Key, Prefer"
    // Seconds.
    fields[.init("Access-Control-Max-Age")!] = "600"
    return fields
  }()

  func handle(
    _ request: Request, context: InferenceContext, next: (Request, InferenceContext) async throws -> Response
  ) async throws -> Response {
    guard request.method == .options,
      let origin = request.headers[PreflightMiddleware.origin].flatMap({ Origin($0) }), origins.contains(origin),
      request.headers.contains(PreflightMiddleware.method)
    else { return try await next(request, context) }
    return Response(status: .noContent, headers: PreflightMiddleware.fields)
  }
}
