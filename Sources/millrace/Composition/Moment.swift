import Domain
import Ledger
import Postgres
import Projections

/// A moment of the ledger: a position, a recorded time, or its head.
enum Moment: Sendable, Hashable {
  case position(Int64)
  case time(Timestamp)
  case head

  /// - Throws: `CommandError` for what is neither a position nor a time.
  init(_ text: String?) throws {
    guard let text else {
      self = .head
      return
    }
    if let position = Int64(text), position >= 0 {
      self = .position(position)
    } else if let time = try? Timestamp(text: text) {
      self = .time(time)
    } else {
      throw CommandError("\"\(text)\" is neither a position nor a time; write 12345 or 2026-01-31T12:00:00Z")
    }
  }

  /// - Throws: `CommandError` for a position that the ledger has not reached.
  func position(_ db: PostgresSession) throws -> Int64 {
    let head = try LedgerReader.head(db).position
    switch self {
    case .head: return head
    case .time(let time): return try Replay.position(db, at: time.microseconds)
    case .position(let position):
      guard position <= head else { throw CommandError("the ledger ends at position \(head), before \(position)") }
      return position
    }
  }
}
