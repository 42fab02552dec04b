import CoreMetrics
import Hummingbird

/// Counts the requests of one route by method and status.
struct CountMiddleware: RouterMiddleware {
  private struct Answer: Hashable {
    var method: String
    var status: Int
  }

  private let answers: CounterSet<Answer>

  /// - Parameter route: as it is called in the metrics.
  init(route: String, metrics: any MetricsFactory) {
    answers = CounterSet(InferenceMetrics.requests, factory: metrics) {
      [("route", route), ("method", $0.method), ("status", "\($0.status)")]
    }
  }

  func handle(
    _ request: Request, context: InferenceContext, next: (Request, InferenceContext) async throws -> Response
  ) async throws -> Response {
    let response = try await next(request, context)
    answers.increment(Answer(method: CountMiddleware.name(of: request.method), status: response.status.code))
    return response
  }

  /// Methods are the caller's to choose: without this, labels would grow without bound.
  private static func name(of method: HTTPRequest.Method) -> String {
    switch method {
    case .get, .head, .post, .put, .patch, .delete, .options: method.rawValue
    default: "other"
    }
  }
}
