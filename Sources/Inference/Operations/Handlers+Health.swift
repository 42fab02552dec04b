import Domain
import Hummingbird

extension Handlers {
  /// `GET /health/live`
  func live(_ request: Request, _ context: InferenceContext) async throws(Problem) -> Response {
    Response.json(["status": "up"])
  }

  /// `GET /health/ready`: ready once the loops were read; what is degraded goes on being served.
  func ready(_ request: Request, _ context: InferenceContext) async throws(Problem) -> Response {
    let loops = store.snapshot?.count
    let issues = store.issues
    let spool = publisher.spool.status
    let slots: JSONValue = [
      "status": loops == nil ? "down" : issues.isEmpty ? "up" : "degraded", "loops": .integer(Int64(loops ?? 0)),
      "problems": .array(issues.map(JSONValue.string)),
    ]
    let recording: JSONValue = [
      "status": spool.isEmpty ? "up" : "degraded", "spool_events": .integer(Int64(spool.records)),
      "spool_bytes": .integer(Int64(spool.bytes)),
      "spool_limit_bytes": .integer(Int64(publisher.spool.configuration.maximumBytes)),
    ]
    let isDegraded = !issues.isEmpty || !spool.isEmpty
    let status: JSONValue = loops == nil ? "not_ready" : isDegraded ? "degraded" : "ready"
    return Response.json(
      ["status": status, "components": ["slots": slots, "recording": recording]],
      status: loops == nil ? .serviceUnavailable : .ok)
  }
}
