import Domain
import Publishing

/// Takes what is emitted straight into the test's ledger and folds it: no broker, and no other service.
struct LedgerSink: EventSink {
  let history: LoopHistory

  func publish(_ events: [Event]) async throws { try await history.append(events) }
}
