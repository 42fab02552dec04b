import Domain
import Ledger
import Postgres
import Synchronization

/// Asks the ledger what it has under ids, for as long as a request can wait: while Postgres is away, it is not asked.
final class LedgerLookup: Sendable {
  private static let patience = Duration.milliseconds(500)
  private static let pause = Duration.seconds(5)

  private let pool: PostgresPool
  /// When it may be asked again.
  private let next = Mutex(ContinuousClock.now)

  init(pool: PostgresPool) { self.pool = pool }

  /// What the ledger has of these; nil where that is not known.
  func standings(of events: Set<EventIdentity>) async -> [EventIdentity: LedgerReader.Standing]? {
    guard next.withLock({ $0 <= .now }) else { return nil }
    let (answers, answer) = AsyncStream.makeStream(of: [EventIdentity: LedgerReader.Standing]?.self)
    // Not a child: connecting cannot be cancelled, and nobody is to wait for that.
    let query = Task { [pool] in
      answer.yield(try? await pool.run { db in try LedgerReader.standings(db, of: events) })
    }
    let timer = Task {
      guard (try? await Task.sleep(for: LedgerLookup.patience)) != nil else { return }
      answer.yield(nil)
    }
    defer {
      query.cancel()
      timer.cancel()
    }
    for await found in answers {
      if found == nil { next.withLock { $0 = .now + LedgerLookup.pause } }
      return found
    }
    return nil
  }
}
