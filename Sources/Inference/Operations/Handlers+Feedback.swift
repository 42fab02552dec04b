import Hummingbird

extension Handlers {
  /// `POST /v1/feedback`: answers when the feedback is accepted, or when the ledger has it.
  func giveFeedback(_ request: Request, _ context: InferenceContext) async throws(Problem) -> Response {
    let acknowledgement = try Acknowledgement(request, context)
    let key = try IdempotencyKey(request)
    let slots = try snapshot()
    let json = try await request.json(within: context.maxUploadSize, bodies, context)
    let batch = try RequestBatch(json, name: "feedback", known: FeedbackRequest.members, limit: limits.batch)
    let requests = try FeedbackRequest.read(batch, slots: slots, key: key, contract: contract, shell: shell)
    var claims = Claims(
      entries: requests.map { .init(event: $0.event, statedAt: $0.statedAt, asked: $0.event.dataLength, answer: []) },
      named: requests.indices.filter { requests[$0].isNamed }, kind: .feedback,
      key: key.map { .init($0, batch, scope: "feedback") })
    try await settleRepeats(&claims, of: batch)
    let recording = try await record(claims, acknowledgement, of: batch) {
      metrics.countFeedback(requests.map(\.event.loop))
    }
    let receipts = requests.enumerated().map { index, request in request.receipt(place: recording.place(index)) }
    return Response.json(
      batch.isBatch ? ["feedback": .array(receipts)] : receipts[0], status: recording.status(accepted: .accepted),
      headers: recording.acknowledgement.headers)
  }
}
