import Synchronization

/// Whether an archiver holds its partitions at the moment, and why not.
package final class ArchiverStanding: Sendable {
  private struct State {
    var isHolding = false
    /// What interrupted it, until it holds them again.
    var interruption: String?
  }

  private let state = Mutex(State())

  package init() {}

  /// Why it does not hold them, as a sentence; nil where it does.
  package var problem: String? {
    state.withLock { state in
      if state.isHolding { return nil }
      return state.interruption.map { "the archiver was interrupted, and tries again: \($0)" }
        ?? "the archiver waits for its consumer group to give it its partitions"
    }
  }

  func set(_ isHolding: Bool) {
    state.withLock {
      $0.isHolding = isHolding
      if isHolding { $0.interruption = nil }
    }
  }

  func interrupted(_ reason: String) { state.withLock { $0 = State(interruption: reason) } }
}
