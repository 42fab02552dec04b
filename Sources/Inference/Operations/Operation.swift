import Hummingbird

/// All that is served; `docs/reference/openapi.yaml` says the same, and a test compares. A further one is a case here and
/// a file with its handler.
package enum Operation: String, Sendable, CaseIterable {
  case decide
  case giveFeedback
  case listLoops
  case showLoop
  case findEvent
  case explain
  case live
  case ready
  case metrics
  case openAPI

  var route: Route {
    switch self {
    case .decide: Route(.post, "/v1/loops/{loop}/decide", Handlers.decide)
    case .giveFeedback: Route(.post, "/v1/feedback", Handlers.giveFeedback)
    case .listLoops: Route(.get, "/v1/loops", Handlers.listLoops)
    case .showLoop: Route(.get, "/v1/loops/{loop}", Handlers.showLoop)
    case .findEvent: Route(.get, "/v1/events", Handlers.findEvent)
    case .explain: Route(.get, "/v1/interactions/{interaction}/explanation", Handlers.explain)
    case .live: Route(.get, "/health/live", Handlers.live)
    case .ready: Route(.get, "/health/ready", Handlers.ready)
    case .metrics: Route(.get, "/metrics", Handlers.showMetrics)
    case .openAPI: Route(.get, "/openapi.yaml", Handlers.showOpenAPI)
    }
  }

  package var method: HTTPRequest.Method { route.method }

  /// As OpenAPI writes it.
  package var path: String { route.path }

  /// The media types to answer with, the one that is taken where the caller does not mind first.
  var offers: [String] {
    switch self {
    case .explain: ["application/json", "text/html"]
    case .metrics: ["text/plain;version=0.0.4"]
    case .openAPI: ["application/yaml"]
    default: ["application/json"]
    }
  }

  /// The parameters of the query; nil where nobody reads it, whatever it says.
  var parameters: [String]? {
    switch self {
    case .decide, .giveFeedback: ["ack"]
    case .listLoops, .showLoop: []
    case .findEvent: ["source", "id"]
    case .explain: ["loop"]
    case .live, .ready, .metrics, .openAPI: nil
    }
  }

  /// Whether a token is asked for, where there is one.
  var isProtected: Bool { path.hasPrefix("/v1/") }
}
