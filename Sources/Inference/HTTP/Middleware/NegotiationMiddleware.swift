import Hummingbird

/// Chooses among the media types that an operation answers with, before anything is done for the request.
struct NegotiationMiddleware: RouterMiddleware {
  private let offers: [(text: String, type: MediaType)]

  init(_ offers: [String]) {
    self.offers = offers.compactMap { text in MediaType(text[...]).map { (text, $0) } }
  }

  func handle(
    _ request: Request, context: InferenceContext, next: (Request, InferenceContext) async throws -> Response
  ) async throws -> Response {
    let lines = request.headers[values: .accept]
    guard !lines.isEmpty else { return try await next(request, context) }
    guard let best = Accept(lines).best(of: offers.map(\.type)) else {
      throw Problem.notAcceptable(lines.joined(separator: ", "), offers: offers.map(\.text))
    }
    var context = context
    context.offer = best
    return try await next(request, context)
  }
}
