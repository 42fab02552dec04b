import Domain
import Execution
import Ledger
import Logging
import Postgres

/// Events on their way into the ledger: published, and published again for as long as the ledger neither has them nor has
/// parked them.
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
  private let onDelay: @Sendable (String) async -> Void
  private let logger: Logger
  private var pending: [Event] = []
  /// The last record that was parked before the first of what is pending was published.
  private var parkedBefore: Int64 = 0
  /// The highest position that what was sent has been given.
  package private(set) var position: Int64 = 0

  /// - Parameters:
  ///   - wake: fires when the ledger has moved.
  ///   - onPassing: told of each event how far it has come.
  ///   - onDelay: told each time that what was sent does not come through, and why.
  package init(
    pool: PostgresPool, publisher: any EventSink, wake: WakeSignal, logger: Logger,
    onPassing: @escaping @Sendable (Moment, Event) -> Void = { _, _ in },
    onDelay: @escaping @Sendable (String) async -> Void = { _ in }
  ) {
    self.pool = pool
    self.publisher = publisher
    self.wake = wake
    self.logger = logger
    self.onPassing = onPassing
    self.onDelay = onDelay
  }

  /// - Throws: `RefusedEventError` where Kafka refuses the event for good.
  package func send(_ event: Event) async throws {
    onPassing(.unsent, event)
    if pending.isEmpty { parkedBefore = try await pool.run { try Parking.last($0) } }
    pending.append(event)
    try await publish([event])
  }

  /// Waits until the ledger has all that was sent. A broker that lost it gets it again after ten seconds.
  /// - Throws: `RefusedEventError` where some of it was parked, or Kafka refuses it for good: the rest is forgotten too.
  package func settle() async throws {
    var published = ContinuousClock.now
    while !pending.isEmpty {
      try Task.checkCancellation()
      let seen = await wake.generation
      let (events, parkedBefore) = (pending, parkedBefore)
      let (found, refused) = try await pool.run { db in
        let found = try LedgerReader.positions(db, of: events.map { EventIdentity($0) })
        let missing = events.map { EventIdentity($0) }.filter { found[$0] == nil }
        return (found, try Parking.refusals(db, of: missing, after: parkedBefore))
      }
      for event in events where found[EventIdentity(event)] != nil { onPassing(.archived, event) }
      position = max(position, found.values.max() ?? 0)
      pending.removeAll { found[EventIdentity($0)] != nil }
      if pending.isEmpty { return }
      for event in pending {
        guard let refusal = refused[EventIdentity(event)] else { continue }
        throw refuse(event, reason: refusal.reason, message: refusal.message)
      }
      if published.duration(to: .now) > .seconds(10) {
        logger.warning(
          "events are not in the ledger yet; publishing them again", metadata: ["count": "\(pending.count)"])
        await onDelay(
          "\(Counted.text(pending.count, one: "event is", other: "events are")) not in the ledger after ten seconds; is the "
            + "archiver running? What is missing is published again"
        )
        try await publish(pending)
        published = .now
      }
      await wake.wait(after: seen, atMost: .milliseconds(200))
    }
  }

  /// Lets go of what was sent and is not in the ledger; it may come there all the same.
  package func forget() { pending = [] }

  private func refuse(_ event: Event, reason: String, message: String) -> RefusedEventError {
    forget()
    return RefusedEventError(eventID: event.id, type: event.type, reason: reason, message: message)
  }

  private func publish(_ events: [Event]) async throws {
    do {
      try await publisher.publish(events)
      for event in events { onPassing(.sent, event) }
    } catch let error as PublishError where error.code == .refused || error.code == .unknownType {
      let event = events.first { $0.id == error.eventID } ?? events[0]
      throw refuse(event, reason: "refused_by_kafka", message: error.message)
    } catch {
      logger.warning("publishing failed; it is tried again", metadata: ["error": "\(error)"])
      await onDelay("publishing failed: \(error)")
    }
  }
}
