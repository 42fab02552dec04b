import Hummingbird
import Logging

extension Handlers {
  /// `POST /v1/loops/{loop}/decide`: answers when the interactions are accepted, or when the ledger has them.
  func decide(_ request: Request, _ context: InferenceContext) async throws(Problem) -> Response {
    let acknowledgement = try Acknowledgement(request, context)
    let key = try IdempotencyKey(request)
    let loop = try context.pathParameter("loop")
    let slots = try snapshot()
    guard let slot = slots[loop] else { throw .unknownLoop(loop, known: slots.keys) }
    let json = try await request.json(within: context.maxUploadSize, bodies, context)
    let started = ContinuousClock.now
    let batch = try RequestBatch(json, name: "requests", known: DecisionRequest.members, limit: limits.batch)
    let requests = try DecisionRequest.read(batch, key: key, shell: shell)
    let result: Decider.Result
    do throws(Problem) {
      result = try Decider(contract: contract).decide(requests, slot: slot, batch: batch)
    } catch {
      if error == .modelBroken {
        context.logger.error("no prediction", metadata: ["loop": "\(loop)", "model": "\(slot.modelID ?? "")"])
      }
      throw error
    }
    var claims = Claims(
      entries: result.entries, named: requests.indices.filter { requests[$0].isNamed }, kind: .decision,
      key: key.map { .init($0, batch, scope: "decision/\(loop)") })
    try await settleRepeats(&claims, of: batch)
    let recording = try await record(claims, acknowledgement, of: batch) {
      metrics.countDecisions(
        requests.count, loop: loop, generation: slot.generation, duration: ContinuousClock.now - started)
      metrics.countInputs(result.inputs, loop: loop)
    }
    var answers = claims.entries.map(\.answer)
    for index in answers.indices { recording.extend(&answers[index], index) }
    let body = batch.isBatch ? Response.list("decisions", answers) : answers[0]
    return Response.json(
      bytes: body, status: recording.status(accepted: .ok), headers: recording.acknowledgement.headers)
  }
}
