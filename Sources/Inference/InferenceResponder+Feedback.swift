import Hummingbird

extension InferenceResponder {
  /// `POST /v1/feedback`: answers when the feedback is recorded.
  func giveFeedback(_ request: Request) async throws(Problem) -> Response {
    let slots = try snapshot()
    let batch = try RequestBatch(try await jsonBody(of: request), name: "feedback", limit: limits.batch)
    let requests = try FeedbackRequest.read(batch, slots: slots, limits: limits, contract: contract, shell: shell)
    try await record(requests.map(\.event))
    metrics.countFeedback(requests.map(\.event.loop))
    guard batch.isBatch else { return Response.json(requests[0].answer, status: .accepted) }
    return Response.json(["feedback": .array(requests.map(\.answer))], status: .accepted)
  }
}
