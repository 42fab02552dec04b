import Domain
import Kafka
import Ledger
import Logging
import Postgres
import Services

/// Waits until what was published is in the ledger, or in the read models.
struct Durability {
  private let stack: Stack

  init(_ stack: Stack) { self.stack = stack }

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
