import Hummingbird

extension Handlers {
  /// `POST /v1/feedback`: answers when the feedback is accepted, or when the ledger has it.
  func giveFeedback(_ request: Request, _ context: InferenceContext) async throws(Problem) -> Response {
    let acknowledgement = try Acknowledgement(request)
    let slots = try snapshot()
    let json = try await request.json(within: context.maxUploadSize)
    let batch = try RequestBatch(json, name: "feedback", limit: limits.batch)
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
