import Domain
import Kafka
import Logging
import Synchronization
import Wire

/// Publishes events to Kafka, or to a spool on disk while Kafka is away: what was published is not forgotten.
///
/// The order per key is kept: while there is anything in the spool, new events go behind it. An event may reach Kafka
/// twice (when its acknowledgement came late), which is harmless since the ledger takes an id once.
package final class SpoolingPublisher: Sendable {
  /// Where published events were when `publish` returned.
  package enum Acceptance: Sendable { case kafka, spool }

  struct Job: Sendable {
    let records: [KafkaRecord]
    let ticket: DeliveryTicket
  }

  package let spool: Spool
  let configuration: SpoolingConfiguration
  let sender: RecordSender
  let logger: Logger
  let tally = Mutex(SpoolingCounts())
  let deadlines: DeliveryDeadlines
  /// What has to be sent again, by a new producer.
  let jobs: AsyncStream<Job>
  let wakes: AsyncStream<Void>
  private let encoder: RecordEncoder
  private let submit: AsyncStream<Job>.Continuation
  private let wake: AsyncStream<Void>.Continuation

  /// - Throws: `KafkaError` when a property of the configuration cannot be used; the brokers are reached later.
  package init(
    kafka: KafkaConfiguration, contract: Contract, spool: Spool, configuration: SpoolingConfiguration = .init(),
    logger: Logger
  ) throws(KafkaError) {
    self.spool = spool
    self.configuration = configuration
    self.logger = logger
    deadlines = DeliveryDeadlines(time: configuration.deliveryTimeout)
    encoder = RecordEncoder(contract: contract)
    sender = try RecordSender(kafka, logger: logger)
    (jobs, submit) = AsyncStream.makeStream()
    (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    wake.yield()
  }

  package var counts: SpoolingCounts { tally.withLock { $0 } }

  /// Publishes events, and returns once Kafka has acknowledged them or the spool has them on disk.
  ///
  /// `run()` has to be under way; after it, events go to the spool.
  /// - Throws: `PublishError`, with code `spoolFull` when Kafka is away and the spool has no room.
  @discardableResult
  package func publish(_ events: [Event]) async throws(PublishError) -> Acceptance {
    do {
      return try await accept(events, encoder.records(events))
    } catch {
      tally.withLock { $0.failed += events.count }
      throw error
    }
  }

  private func accept(_ events: [Event], _ records: [KafkaRecord]) async throws(PublishError) -> Acceptance {
    guard spool.status.isEmpty else { return try await put(records) }
    let ticket = DeliveryTicket()
    deadlines.add(ticket)
    sender.submit(records) { [submit] outcomes in
      if outcomes.contains(where: \.isFatal) {
        submit.yield(Job(records: records, ticket: ticket))
      } else {
        ticket.settle(.decided(outcomes))
      }
    }
    guard case .decided(let outcomes) = await ticket.outcome() else {
      return try await put(records)
    }
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
    guard undelivered.isEmpty else { return .spool }
    tally.withLock { $0.accepted += records.count }
    return .kafka
  }

  private func put(_ records: [KafkaRecord]) async throws(PublishError) -> Acceptance {
    let wasEmpty = spool.status.isEmpty
    do throws(SpoolError) { try await spool.append(records) } catch { throw PublishError(error) }
    if wasEmpty {
      logger.warning(
        "events go to the spool: Kafka does not acknowledge them", metadata: ["spool": "\(spool.folder.path)"])
    }
    tally.withLock { $0.spooled += records.count }
    wake.yield()
    return .spool
  }

  /// Ends the streams that `run()` works off; later events go to the spool.
  func finish() {
    submit.finish()
    wake.finish()
  }
}
