import Synchronization

/// The slots of all loops, swapped as a whole: a request takes one snapshot and keeps it to its end.
package final class ModelStore: Sendable {
  /// By loop.
  package typealias Snapshot = [String: ServingSlot]

  private struct State {
    var snapshot: Snapshot?
    var issues: [String] = []
    var unreadable: [String: String] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  /// nil until the loops were read for the first time.
  package var snapshot: Snapshot? { state.withLock(\.snapshot) }

  package func generation(of loop: String) -> Int64? { snapshot?[loop]?.generation }

  package func replace(_ snapshot: Snapshot) {
    state.withLock { $0.snapshot = snapshot }
  }

  /// What keeps the slots from being those of the ledger, one sentence each; empty: nothing.
  package var issues: [String] {
    get { state.withLock(\.issues) }
    set { state.withLock { $0.issues = newValue } }
  }

  /// The loops without any configuration that can be read, each with the reason: they count as not configured.
  package var unreadable: [String: String] {
    get { state.withLock(\.unreadable) }
    set { state.withLock { $0.unreadable = newValue } }
  }
}
