import Domain
import Hummingbird

extension Handlers {
  /// `GET /health/live`
  func live(_ request: Request, _ context: InferenceContext) async throws(Problem) -> Response {
    Response.json(["status": "up"])
  }

  /// `GET /health/ready`: ready once the loops were read, while events can be accepted and, where this process has the
  /// archiver, that carries them; what is degraded goes on being served.
  func ready(_ request: Request, _ context: InferenceContext) async throws(Problem) -> Response {
    let loops = store.snapshot?.count
    let issues = store.issues
    let standing = publisher.standing
    let unarchived = archiving?()
    let slots: JSONValue = [
      "status": loops == nil ? "down" : issues.isEmpty ? "up" : "degraded", "loops": .integer(Int64(loops ?? 0)),
      "problems": .array(issues.map(JSONValue.string)),
    ]
    let recording: JSONValue = [
      "status": standing.isClosed ? "down" : standing.problems.isEmpty ? "up" : "degraded",
      "accept": .string(standing.accept.rawValue), "journal_events": .integer(Int64(standing.events)),
      "unsent_events": .integer(Int64(standing.unsent)), "journal_bytes": .integer(Int64(standing.journal.bytes)),
      "journal_limit_bytes": .integer(Int64(standing.journal.limit)),
      "refused_events": .integer(Int64(standing.journal.refused)),
      "damaged_bytes": .integer(Int64(standing.journal.damagedBytes)),
      "problems": .array(standing.problems.map(JSONValue.string)),
    ]
    var components: [ByteText: JSONValue] = ["slots": slots, "recording": recording]
    if let unarchived { components["archiver"] = Handlers.part(unarchived) }
    let kept = keeping?()
    if let kept { components["embedded"] = Handlers.part(kept) }
    let isReady = loops != nil && !standing.isClosed && (unarchived ?? []).isEmpty
    let isDegraded = !issues.isEmpty || !standing.problems.isEmpty || !(kept ?? []).isEmpty
    let status: JSONValue = !isReady ? "not_ready" : isDegraded ? "degraded" : "ready"
    return Response.json(
      ["status": status, "components": .object(components)], status: isReady ? .ok : .serviceUnavailable)
  }

  /// A component that is up or down.
  private static func part(_ problems: [String]) -> JSONValue {
    ["status": problems.isEmpty ? "up" : "down", "problems": .array(problems.map(JSONValue.string))]
  }
}
