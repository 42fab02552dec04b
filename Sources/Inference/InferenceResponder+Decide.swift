import Hummingbird
import Logging

extension InferenceResponder {
  /// `POST /v1/loops/{loop}/decide`: answers when the interactions are recorded.
  func decide(_ loop: String, _ request: Request, _ logger: Logger) async throws(Problem) -> Response {
    let slots = try snapshot()
    guard let slot = slots[loop] else { throw .unknownLoop(loop, known: slots.keys) }
    let body = try await jsonBody(of: request)
    let started = ContinuousClock.now
    let batch = try RequestBatch(body, name: "requests", limit: limits.batch)
    let requests = try DecisionRequest.read(batch, limits: limits, shell: shell)
    let result: Decider.Result
    do throws(Problem) {
      result = try Decider(contract: contract).decide(requests, slot: slot, batch: batch)
    } catch {
      if error == .modelBroken {
        logger.error("no prediction", metadata: ["loop": "\(loop)", "model": "\(slot.modelID ?? "")"])
      }
      throw error
    }
    try await record(result.events)
    metrics.countDecisions(
      requests.count, loop: loop, generation: slot.generation, seconds: (ContinuousClock.now - started).seconds)
    guard batch.isBatch else { return Response.json(bytes: result.answers[0]) }
    return Response.json(bytes: Response.list("decisions", result.answers))
  }
}

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
