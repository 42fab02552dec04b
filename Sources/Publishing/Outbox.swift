import Domain
import Execution
import Ledger
import Logging
import Postgres

/// Events on their way into the ledger: published, and published again for as long as the ledger does not have them.
///
/// It asks the ledger itself, and not ReadModels' way to wait: that lies above, and gives up at a deadline, where this
/// sends again and never does.
package actor Outbox {
  /// How far an event has come.
  package enum Moment: String, Sendable, CaseIterable {
    /// It was decided, and not handed to Kafka yet.
    case unsent
    /// Kafka has acknowledged it; the emitter does not know whether the ledger has it.
    case sent
    /// The ledger has it.
    case archived
  }

  private let pool: PostgresPool
  private let publisher: any EventSink
  private let wake: WakeSignal
  private let onPassing: @Sendable (Moment, Event) -> Void
  private let logger: Logger
  private var pending: [Event] = []
  /// The highest position that what was sent has been given.
  package private(set) var position: Int64 = 0

  /// - Parameters:
  ///   - wake: fires when the ledger has moved.
  ///   - onPassing: told of each event how far it has come.
  package init(
    pool: PostgresPool, publisher: any EventSink, wake: WakeSignal, logger: Logger,
    onPassing: @escaping @Sendable (Moment, Event) -> Void = { _, _ in }
  ) {
    self.pool = pool
    self.publisher = publisher
    self.wake = wake
    self.logger = logger
    self.onPassing = onPassing
  }

  package func send(_ event: Event) async throws {
    onPassing(.unsent, event)
    pending.append(event)
    await publish([event])
  }

  /// Waits until the ledger has all that was sent. A broker that lost it gets it again after ten seconds.
  package func settle() async throws {
    var published = ContinuousClock.now
    while !pending.isEmpty {
      try Task.checkCancellation()
      let seen = await wake.generation
      let events = pending
      let found = try await pool.run { try LedgerReader.positions($0, of: events.map { EventIdentity($0) }) }
      for event in events where found[EventIdentity(event)] != nil { onPassing(.archived, event) }
      position = max(position, found.values.max() ?? 0)
      pending.removeAll { found[EventIdentity($0)] != nil }
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
      for event in events { onPassing(.sent, event) }
    } catch {
      logger.warning("publishing failed; it is tried again", metadata: ["error": "\(error)"])
    }
  }
}
