import Domain
import Kafka
import Ledger
import Logging
import Postgres

/// Waits until what was published is in the ledger, or in the read models.
struct Durability {
  private let stack: Stack

  init(_ stack: Stack) { self.stack = stack }

  /// Waits until the ledger has all of a source's events of these ids.
  func recorded(source: String, ids: [String], within limit: Duration = .seconds(60)) async throws {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
      let seen = await stack.wake.generation
      let found = try await stack.pool.run { try LedgerReader.positions($0, source: source, ids: ids).count }
      if found == Set(ids).count { return }
      await stack.wake.wait(after: seen, atMost: .milliseconds(100))
    }
    throw CommandError(
      "not all of \(ids.count) events are in the ledger after \(limit); is the archiver running, and are they parked? "
        + "see `millrace status` and `millrace parked list`; saying it again does no harm")
  }

  /// - Returns: the event's position, once the read models have reached it.
  @discardableResult
  func folded(_ event: Event, within limit: Duration = .seconds(60)) async throws -> Int64 {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
      let seen = await stack.wake.generation
      let position = try await stack.pool.run { db -> Int64? in
        guard let position = try LedgerReader.positions(db, source: event.source, ids: [event.id])[event.id]
        else { return nil }
        let exists = try db.query("SELECT to_regclass('fold.checkpoint') IS NOT NULL").first?.bool(0) ?? false
        let folded = exists ? try db.query("SELECT max(position) FROM fold.checkpoint").first?.optionalInt64(0) : nil
        return folded ?? 0 >= position ? position : nil
      }
      if let position { return position }
      await stack.wake.wait(after: seen, atMost: .milliseconds(100))
    }
    throw CommandError(
      "event \(event.id) is not in the ledger after \(limit); is the archiver running, and is it parked? "
        + "see `millrace status` and `millrace parked list`")
  }
}
