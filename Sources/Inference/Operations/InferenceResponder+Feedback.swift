import Hummingbird

extension InferenceResponder {
  /// `POST /v1/feedback`: answers when the feedback is accepted, or when the ledger has it.
  func giveFeedback(_ request: Request) async throws(Problem) -> Response {
    let acknowledgement = try Acknowledgement(request)
    let slots = try snapshot()
    let batch = try RequestBatch(try await jsonBody(of: request), name: "feedback", limit: limits.batch)
    let requests = try FeedbackRequest.read(batch, slots: slots, limits: limits, contract: contract, shell: shell)
    let recording = try await record(requests.map(\.event), acknowledgement, field: "feedback_id", of: batch) {
      metrics.countFeedback(requests.map(\.event.loop))
    }
    let receipts = requests.enumerated().map { index, request in request.receipt(place: recording.place(index)) }
    return Response.json(
      batch.isBatch ? ["feedback": .array(receipts)] : receipts[0], status: recording.status(accepted: .accepted),
      headers: recording.acknowledgement.headers)
  }
}
