import Domain
import Kafka
import Ledger
import Logging
import Postgres
import Synchronization
import Wire

/// Publishes what callers are answered for: an event is accepted once it is in a journal on disk, and stays there until the
/// ledger has it. Kafka gets it meanwhile, and again where it was lost on the way.
///
/// With `accept: kafka` an event is accepted once Kafka has acknowledged it, and goes to the journal where Kafka does not.
///
/// The order per key is kept: while anything waits to be sent out of the journal, new events go behind it. An event may
/// reach Kafka several times, which is harmless since the ledger takes an id once.
package final class JournalPublisher: Sendable {
  /// Where published events were when `publish` returned.
  package enum Acceptance: Sendable { case kafka, journal }

  struct LedgerAnswer: Sendable {
    /// Why the ledger could not be asked; nil where it could.
    var problem: String?
    var hasAnswered = false
    /// Since when it is being asked; nil where it is not.
    var asked: ContinuousClock.Instant?
    /// When it answered last.
    var last: ContinuousClock.Instant?
    /// Whether the broker did not answer when it was asked for its topics last.
    var isBrokerAway = false
    /// Records of a spool's segments that are in the journal.
    var spooled: [String: Int] = [:]
  }

  let journal: Journal
  let configuration: DeliveryConfiguration
  let journals: JournalConfiguration
  let feed: JournalFeed
  /// Asks the broker for the topics' ids.
  let admin: KafkaAdmin
  let topics: [String]
  let logger: Logger
  let tally = Mutex(PublishCounts())
  let ledger = Mutex(LedgerAnswer())
  let deadlines: DeliveryDeadlines
  let claim: JournalClaim
  private let encoder: RecordEncoder
  /// As librdkafka's `message.max.bytes`.
  private let mostBytes: Int

  /// Takes a journal of its own, with what an earlier process left in it.
  /// - Throws: `JournalError`; `KafkaError` when a property of the configuration cannot be used. The brokers are reached
  ///   later.
  package init(
    kafka: KafkaConfiguration, contract: Contract, journal: JournalConfiguration,
    configuration: DeliveryConfiguration = .init(), logger: Logger
  ) throws {
    self.configuration = configuration
    self.logger = logger
    journals = journal
    topics = contract.topics.map(\.name)
    deadlines = DeliveryDeadlines(time: configuration.deliveryTimeout)
    encoder = RecordEncoder(contract: contract)
    mostBytes = kafka.properties["message.max.bytes"].flatMap(Int.init) ?? 1_000_000
    admin = try KafkaAdmin(kafka, logger: logger)
    claim = try JournalClaim.own(in: journal.folder)
    feed = JournalFeed(try RecordSender(kafka, logger: logger), isDirect: configuration.accept == .journal)
    let opened = try Journal.open(claim.disk, journal, listener: feed, logger: logger)
    self.journal = opened.journal
    feed.take(opened.found)
  }

  package var counts: PublishCounts { tally.withLock { $0 } }

  /// Publishes events, and returns once they are accepted.
  ///
  /// Without `run()` under way nothing is read from the journal: what waits there goes on waiting.
  /// - Parameter isAwaited: whether somebody waits for the ledger to have them: then Kafka gets them at once, and else
  ///   together with what comes within some milliseconds.
  /// - Throws: `PublishError`, with code `journalFull` or `journalFailed` where the journal does not take them.
  @discardableResult
  package func publish(_ events: [Event], isAwaited: Bool = false) async throws(PublishError) -> Acceptance {
    do throws(PublishError) {
      let records = try encoder.records(events)
      for (index, record) in records.enumerated() {
        let bytes = (record.key?.count ?? 0) + (record.value?.count ?? 0)
        guard bytes <= mostBytes else {
          throw PublishError(
            .refused, "it has \(bytes) bytes as a record, and Kafka takes \(mostBytes); send less", index: index,
            eventID: events[index].id, isRetriable: false)
        }
      }
      return try await accept(events, records, isAwaited)
    } catch {
      tally.withLock { $0.failed += events.count }
      throw error
    }
  }

  private func accept(
    _ events: [Event], _ records: [KafkaRecord], _ isAwaited: Bool
  ) async throws(PublishError) -> Acceptance {
    guard configuration.accept == .kafka, feed.tracker.withLock(\.isCaughtUp) else {
      return try await put(records, isAwaited: isAwaited)
    }
    let ticket = DeliveryTicket()
    deadlines.add(ticket)
    feed.sender.submit(records) { ticket.settle(.decided($0)) }
    guard case .decided(let outcomes) = await ticket.outcome() else { return try await put(records) }
    var undelivered: [KafkaRecord] = []
    var refusal: PublishError?
    for (index, outcome) in outcomes.enumerated() {
      guard case .failure(let error) = outcome else { continue }
      if !error.isRefusal {
        undelivered.append(records[index])
      } else if refusal == nil {
        refusal = PublishError(error, index: index, eventID: events[index].id)
      }
    }
    if !undelivered.isEmpty { _ = try await put(undelivered) }
    if let refusal { throw refusal }
    guard undelivered.isEmpty else { return .journal }
    tally.withLock { $0.accepted += records.count }
    return .kafka
  }

  func put(_ records: [KafkaRecord], isAwaited: Bool = false) async throws(PublishError) -> Acceptance {
    do throws(JournalError) { try await journal.append(JournalEntry(records, isAwaited: isAwaited)) } catch {
      throw PublishError(error)
    }
    tally.withLock {
      $0.accepted += records.count
      $0.journalled += records.count
    }
    return .journal
  }
}
