import Exposition
import Hummingbird

extension Handlers {
  /// `GET /metrics`
  func showMetrics(_ request: Request, _ context: InferenceContext) async throws(Problem) -> Response {
    await Response.metrics(exporter)
  }

  /// `GET /openapi.yaml`
  func showOpenAPI(_ request: Request, _ context: InferenceContext) async throws(Problem) -> Response {
    Response.text(openAPI, "application/yaml")
  }
}

extension Response {
  /// What an exporter shows, in the text format 0.0.4.
  static func metrics(_ exporter: PrometheusExporter) async -> Response {
    .text(Array((await exporter.render()).utf8), "text/plain; version=0.0.4; charset=utf-8")
  }
}
