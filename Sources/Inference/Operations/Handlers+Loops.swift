import Domain
import Hummingbird
import ReadModels

extension Handlers {
  /// `GET /v1/loops`
  func listLoops(_ request: Request, _ context: InferenceContext) async throws(Problem) -> Response {
    let slots = try snapshot().values.sorted { $0.config.name < $1.config.name }
    let report = await report(context)
    let unreadable = store.unreadable.sorted { $0.key < $1.key }.map { loop, reason -> JSONValue in
      ["loop": .string(loop), "problem": .string(reason)]
    }
    let unknown = (report?.waits ?? []).filter { $0.code == "not_configured" }.sorted {
      ($1.have ?? 0, $0.loop) < ($0.have ?? 0, $1.loop)
    }
    let missing = unreadable + unknown.prefix(10).map { ["loop": .string($0.loop), "problem": .string($0.sentence)] }
    let loops: JSONValue = ["loops": .array(slots.map { $0.json(report) })]
    return Response.json(missing.isEmpty ? loops : loops.overlaid(with: ["not_configured": .array(missing)]))
  }

  /// `GET /v1/loops/{loop}`
  func showLoop(_ request: Request, _ context: InferenceContext) async throws(Problem) -> Response {
    let loop = try context.pathParameter("loop")
    let slots = try snapshot()
    guard let slot = slots[loop] else { throw .unknownLoop(loop, known: slots.keys) }
    return Response.json(slot.json(await report(context)))
  }

  private func report(_ context: InferenceContext) async -> LoopReports.Report? {
    await loopReports.all(pool, logger: context.logger)
  }
}

extension ServingSlot {
  /// As `GET /v1/loops/{loop}` shows it.
  /// - Parameter report: of all loops; nil: it is not known.
  fileprivate func json(_ report: LoopReports.Report?) -> JSONValue {
    let serving: (String, JSONValue) =
      switch champion {
      case .none: ("default", configProblem.map(JSONValue.string) ?? .null)
      case .model: ("model", configProblem.map(JSONValue.string) ?? .null)
      case .unavailable(_, let reason): ("unavailable", .string(reason))
      }
    let shown: JSONValue = [
      "loop": .string(config.name), "description": .string(config.description), "state": .string(state.rawValue),
      "clock": .string(config.clock.rawValue),
      "inputs": .array(config.inputs.map { ["name": .string($0.name), "kind": .string($0.kind.rawValue)] }),
      "label": [
        "name": .string(config.label.name), "classes": .array(config.label.classes.map(JSONValue.string)),
        "positive": config.label.positive.map(JSONValue.string) ?? .null,
      ],
      "default_answer": [
        "label": .string(config.defaultAnswer.label),
        "probabilities": .object(config.defaultAnswer.probabilities.mapValues(JSONValue.number)),
      ],
      "config_digest": .string(configDigest), "generation": .integer(generation),
      "model": modelID.map(JSONValue.string) ?? .null, "serving": .string(serving.0), "problem": serving.1,
      "waits": report.map { .array($0.waits.filter { $0.loop == config.name }.map(\.json)) } ?? .null,
      "notices": report.map { .array($0.notices.filter { $0.loop == config.name }.map(\.json)) } ?? .null,
    ]
    return note.map { shown.overlaid(with: ["note": .string($0)]) } ?? shown
  }
}
