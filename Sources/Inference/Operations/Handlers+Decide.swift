import Hummingbird
import Logging

extension Handlers {
  /// `POST /v1/loops/{loop}/decide`: answers when the interactions are accepted, or when the ledger has them.
  func decide(_ request: Request, _ context: InferenceContext) async throws(Problem) -> Response {
    let acknowledgement = try Acknowledgement(request)
    let loop = context.pathParameter("loop")
    let slots = try snapshot()
    guard let slot = slots[loop] else { throw .unknownLoop(loop, known: slots.keys) }
    let json = try await request.json(within: context.maxUploadSize)
    let started = ContinuousClock.now
    let batch = try RequestBatch(json, name: "requests", limit: limits.batch)
    let requests = try DecisionRequest.read(batch, limits: limits, shell: shell)
    var result: Decider.Result
    do throws(Problem) {
      result = try Decider(contract: contract).decide(requests, slot: slot, batch: batch)
    } catch {
      if error == .modelBroken {
        context.logger.error("no prediction", metadata: ["loop": "\(loop)", "model": "\(slot.modelID ?? "")"])
      }
      throw error
    }
    let recording = try await record(result.events, acknowledgement, field: "interaction_id", of: batch) {
      metrics.countDecisions(
        requests.count, loop: loop, generation: slot.generation, duration: ContinuousClock.now - started)
    }
    for index in result.answers.indices { recording.extend(&result.answers[index], index) }
    let body = batch.isBatch ? Response.list("decisions", result.answers) : result.answers[0]
    return Response.json(
      bytes: body, status: recording.status(accepted: .ok), headers: recording.acknowledgement.headers)
  }
}
