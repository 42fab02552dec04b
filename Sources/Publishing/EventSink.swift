import Domain

/// Takes events on their way into the ledger.
package protocol EventSink: Sendable {
  /// Returns once all of them are taken; publishing again what was published before is harmless.
  func publish(_ events: [Event]) async throws
}

extension EventPublisher: EventSink {}
