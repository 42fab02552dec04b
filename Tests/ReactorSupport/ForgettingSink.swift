import Domain
import Publishing

/// Takes what is emitted straight into the ledger, but loses events of some types, as a broker may that is killed.
package struct ForgettingSink: EventSink {
  private let history: LoopHistory
  private let types: Set<String>

  package init(history: LoopHistory, types: Set<String>) {
    self.history = history
    self.types = types
  }

  package func publish(_ events: [Event]) async throws {
    let kept = events.filter { !types.contains($0.type) }
    if !kept.isEmpty { try await history.append(kept) }
  }
}
