import Exposition
import Hummingbird

extension Handlers {
  /// `GET /metrics`
  func showMetrics(_ request: Request, _ context: InferenceContext) async throws(Problem) -> Response {
    Response.text(Array((await exporter.render()).utf8), "text/plain; version=0.0.4; charset=utf-8")
  }

  /// `GET /openapi.yaml`
  func showOpenAPI(_ request: Request, _ context: InferenceContext) async throws(Problem) -> Response {
    Response.text(openAPI, "application/yaml")
  }
}
