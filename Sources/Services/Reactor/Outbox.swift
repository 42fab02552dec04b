import Domain
import Ledger
import Logging
import Postgres
import Publishing

/// Events on their way into the ledger: published, and published again for as long as the ledger does not have them.
actor Outbox {
  private let pool: PostgresPool
  private let publisher: EventPublisher
  private let wake: WakeSignal
  private let fault: FaultPoint
  private let logger: Logger
  private var pending: [Event] = []
  /// The highest position that what was sent has been given.
  private(set) var position: Int64 = 0

  init(
    pool: PostgresPool, publisher: EventPublisher, wake: WakeSignal, fault: FaultPoint = FaultPoint(), logger: Logger
  ) {
    self.pool = pool
    self.publisher = publisher
    self.wake = wake
    self.fault = fault
    self.logger = logger
  }

  func send(_ event: Event) async throws {
    fault.pass(.unsent, source: event.source, type: event.type)
    pending.append(event)
    await publish([event])
  }

  /// Waits until the ledger has all that was sent. A broker that lost it gets it again after ten seconds.
  func settle() async throws {
    var published = ContinuousClock.now
    while !pending.isEmpty {
      try Task.checkCancellation()
      let seen = await wake.generation
      let events = pending
      let found = try await pool.run { db in
        var found: [String: Int64] = [:]
        for (source, group) in Dictionary(grouping: events, by: \.source) {
          found.merge(try LedgerReader.positions(db, source: source, ids: group.map(\.id))) { first, _ in first }
        }
        return found
      }
      for event in events where found[event.id] != nil {
        fault.pass(.archived, source: event.source, type: event.type)
      }
      position = max(position, found.values.max() ?? 0)
      pending.removeAll { found[$0.id] != nil }
      if pending.isEmpty { return }
      if published.duration(to: .now) > .seconds(10) {
        logger.warning(
          "events are not in the ledger yet; publishing them again", metadata: ["count": "\(pending.count)"])
        await publish(pending)
        published = .now
      }
      await wake.wait(after: seen, atMost: .milliseconds(200))
    }
  }

  private func publish(_ events: [Event]) async {
    do {
      try await publisher.publish(events)
      for event in events { fault.pass(.sent, source: event.source, type: event.type) }
    } catch {
      logger.warning("publishing failed; it is tried again", metadata: ["error": "\(error)"])
    }
  }
}
