import Execution
import Ledger
import Postgres

/// Waits until the ledger has events, until the read models have reached them, or until a loop has come to rest.
///
/// - *recorded*: the ledger has an event, at a position;
/// - *folded*: the read models have reached a position;
/// - *settled*: the read models and every reactor stand where the ledger ends, so that nothing follows any more.
package struct PositionWaiter: Sendable {
  private let pool: PostgresPool
  private let wake: WakeSignal
  private let pause: Duration
  private let limit: Duration

  /// - Parameters:
  ///   - wake: fires when the ledger, the read models or a cursor have moved. Where nobody fires it, it is looked by
  ///     time alone.
  ///   - pause: at most so long between two looks.
  ///   - limit: how long a wait takes at most before it throws a `WaitError`.
  package init(
    pool: PostgresPool, wake: WakeSignal, pause: Duration = .milliseconds(100), limit: Duration = .seconds(60)
  ) {
    self.pool = pool
    self.wake = wake
    self.pause = pause
    self.limit = limit
  }

  /// Waits until the ledger has all of these events.
  /// - Returns: the position of each.
  @discardableResult
  package func recorded(_ events: some Sequence<EventIdentity>) async throws -> [EventIdentity: Int64] {
    try await recorded(Set(events), begin())
  }

  /// Waits until the read models have reached a position.
  package func folded(_ position: Int64) async throws { try await folded(position, begin()) }

  /// Waits until the ledger has an event, and the read models have reached it.
  /// - Returns: its position.
  @discardableResult
  package func folded(_ event: EventIdentity) async throws -> Int64 {
    let wait = begin()
    let position = try await recorded([event], wait).values.max() ?? 0
    try await folded(position, wait)
    return position
  }

  /// Waits until the read models and the reactors stand where the ledger ends.
  /// - Parameters:
  ///   - reactors: the names of those that decide for the loop, in whatever process they run.
  ///   - other: what has to hold besides, of a loop that is settled: says what does not, nil where all does.
  @discardableResult
  package func settled(
    _ loop: String, reactors: [String], and other: (LoopStanding) async throws -> String? = { _ in nil }
  ) async throws -> LoopStanding {
    try await begin().until {
      let standing = try await pool.run { try LoopStanding.load($0, loop: loop) }
      let behind = standing.behind(reactors)
      guard behind.isEmpty else { return .missing(.settled(loop: loop, behind: behind)) }
      if let problem = try await other(standing) { return .missing(.settled(loop: loop, behind: [problem])) }
      return .reached(standing)
    }
  }

  private func begin() -> Wait { Wait(wake: wake, pause: pause, limit: limit) }

  private func recorded(_ events: Set<EventIdentity>, _ wait: Wait) async throws -> [EventIdentity: Int64] {
    var found: [EventIdentity: Int64] = [:]
    var missing = events
    return try await wait.until {
      let more = try await pool.run { [missing] in try LedgerReader.positions($0, of: missing) }
      found.merge(more) { first, _ in first }
      missing.subtract(more.keys)
      guard let first = missing.first else { return .reached(found) }
      return .missing(.recorded(first: first, missing: missing.count, of: events.count))
    }
  }

  private func folded(_ position: Int64, _ wait: Wait) async throws {
    try await wait.until { () async throws -> Look<Void> in
      let checkpoint = try await pool.run { try FoldCheckpoint.position($0) }
      guard let checkpoint, checkpoint >= position else {
        return .missing(.folded(position: position, checkpoint: checkpoint))
      }
      return .reached(())
    }
  }
}
