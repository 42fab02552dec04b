/// How much one request may bring.
package struct RequestLimits: Sendable, Hashable {
  /// Bytes of a request's body.
  package var bodyBytes: Int
  /// Decisions or feedbacks in one request.
  package var batch: Int
  /// Events whose callers wait for the ledger at a time, over all requests.
  package var waitingEvents: Int

  package init(
    bodyBytes: Int = 8 << 20, batch: Int = 1_000, waitingEvents: Int = 20_000
  ) {
    self.bodyBytes = bodyBytes
    self.batch = batch
    self.waitingEvents = waitingEvents
  }
}
