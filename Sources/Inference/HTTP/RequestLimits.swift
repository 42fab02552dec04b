/// How much one request may bring.
package struct RequestLimits: Sendable, Hashable {
  /// Bytes of a request's body.
  package var bodyBytes: Int
  /// Decisions or feedbacks in one request.
  package var batch: Int
  /// Bytes of an interaction id.
  package var idBytes: Int
  /// Bytes of a unit.
  package var unitBytes: Int

  /// Events whose callers wait for the ledger at a time, over all requests.
  package var waitingEvents: Int

  package init(
    bodyBytes: Int = 8 << 20, batch: Int = 1_000, idBytes: Int = 128, unitBytes: Int = 256, waitingEvents: Int = 20_000
  ) {
    self.bodyBytes = bodyBytes
    self.batch = batch
    self.idBytes = idBytes
    self.unitBytes = unitBytes
    self.waitingEvents = waitingEvents
  }
}
