import Domain
import Ledger
import Logging
import Postgres
import ReadModels
import Synchronization

/// Tells waiting requests when the ledger has their events: one query per wake-up for all that wait.
///
/// It is woken by NOTIFY `ledger`, and looks at least every second while somebody waits. While Postgres is away nobody
/// is told anything, and the waits run out.
package final class DurabilityWatch: Sendable {
  private struct State {
    var tickets: [ObjectIdentifier: DurabilityTicket] = [:]
    var events = 0
    var isClosed = false
    /// What the whole ledger was asked for and did not have at the last look, and where it ended then.
    var absent: Set<EventIdentity> = []
    var head: Int64 = 0
    /// When the whole ledger is asked again.
    var nextWhole = ContinuousClock.now
  }

  private let pool: PostgresPool
  private let logger: Logger
  /// Most events that are waited for at a time.
  private let limit: Int
  /// How far back an event is looked for at each wake-up.
  private let recent: Int64
  private let state = Mutex(State())

  package init(pool: PostgresPool, limit: Int = 20_000, recent: Int64 = 1 << 20, logger: Logger) {
    self.pool = pool
    self.limit = limit
    self.recent = recent
    self.logger = logger
  }

  /// Begins to watch for events, which has to be before they are published: the ledger may be quick.
  /// - Returns: what to `end` afterwards; nil where too many are waited for already.
  func begin(_ events: [Event]) -> DurabilityTicket? {
    let ticket = DurabilityTicket(events)
    let isTaken = state.withLock { state in
      guard state.events + events.count <= limit else { return false }
      state.tickets[ObjectIdentifier(ticket)] = ticket
      state.events += events.count
      if state.isClosed { ticket.finish() }
      return true
    }
    return isTaken ? ticket : nil
  }

  func end(_ ticket: DurabilityTicket) {
    state.withLock { state in
      guard state.tickets.removeValue(forKey: ObjectIdentifier(ticket)) != nil else { return }
      state.events -= ticket.count
    }
  }

  /// Events that are waited for at the moment.
  package var waiting: Int { state.withLock(\.events) }

  /// Watches until the task is cancelled.
  package func run() async {
    await WakeService(configuration: pool.configuration, channels: ["ledger"], logger: logger)
      .run(atLeastEvery: .seconds(1)) { await look() }
    close()
  }

  /// Ends every wait, and later ones at once: the service stops.
  package func close() {
    let tickets = state.withLock { state in
      state.isClosed = true
      return state.tickets.values
    }
    for ticket in tickets { ticket.finish() }
  }

  private func look() async {
    let (tickets, absent, last, nextWhole) = state.withLock {
      (Array($0.tickets.values), $0.absent, $0.head, $0.nextWhole)
    }
    let events = Set(tickets.flatMap(\.pending))
    guard !events.isEmpty else { return }
    let isWhole = nextWhole <= .now
    do {
      let (standings, head) = try await pool.run { [recent] db in
        let head = try LedgerReader.head(db).position
        // Most are new. An event that is sent again may be anywhere: the whole ledger is asked for each once, and not at
        // each of many wake-ups a second.
        var standings = try LedgerReader.standings(
          db, of: events.subtracting(absent), since: isWhole ? 0 : max(0, head - recent))
        standings.merge(try LedgerReader.standings(db, of: events.intersection(absent), since: last)) { $1 }
        return (standings, head)
      }
      state.withLock { state in
        state.absent = (isWhole ? events : events.intersection(absent)).filter { standings[$0] == nil }
        state.head = head
        if isWhole { state.nextWhole = .now + .seconds(1) }
      }
      guard !standings.isEmpty else { return }
      for ticket in tickets { ticket.settle(standings) }
    } catch {
      logger.debug("the ledger cannot be read", metadata: ["error": "\(error)"])
    }
  }
}
