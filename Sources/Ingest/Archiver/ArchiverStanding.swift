import Synchronization

/// Whether an archiver holds its partitions at the moment.
package final class ArchiverStanding: Sendable {
  private let holds = Mutex(false)

  package init() {}

  package var isHolding: Bool { holds.withLock(\.self) }

  func set(_ isHolding: Bool) { holds.withLock { $0 = isHolding } }
}
