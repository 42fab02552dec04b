import Domain
import Ledger
import Postgres
import ReadModels
import Synchronization

/// A wait that stands under the name of a reactor that never waits, and that it has passed already: said by an earlier
/// program, or by somebody else. It is looked for once; what is said later comes as an event.
final class StandingWait: Sendable {
  private let isOver = Mutex(false)

  /// The event that says it; nil where none stands at the cursor or below.
  func event(_ db: PostgresSession, loop: String, reactor: String, cursor: Int64) throws -> LedgerEvent? {
    guard !isOver.withLock(\.self), let position = try RoundWait.standing(db, loop: loop, reactor: reactor),
      position <= cursor
    else {
      end()
      return nil
    }
    let types = [RoundWaiting.type]
    return try LedgerReader.controlEvents(
      db, loop: loop, after: position - 1, bound: position, types: types, limit: 1
    ).first
  }

  func end() { isOver.withLock { $0 = true } }
}
