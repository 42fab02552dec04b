import Domain
import Kafka
import Logging
import Wire

/// Publishes events to the topics of the contract: what every service says goes through here.
package struct EventPublisher: Sendable {
  private let encoder: RecordEncoder
  private let sender: RecordSender

  /// - Throws: `KafkaError` when a property of the configuration cannot be used; the brokers are reached later.
  package init(kafka: KafkaConfiguration, contract: Contract, logger: Logger) throws(KafkaError) {
    encoder = RecordEncoder(contract: contract)
    sender = try RecordSender(kafka, logger: logger)
  }

  /// Sends events to the topics of their types and returns once Kafka has acknowledged all of them.
  ///
  /// Their order is kept per key. Publishing again what was published before is harmless: the ledger takes an id once.
  /// - Throws: `PublishError` about the first event that failed; others may have been taken.
  package func publish(_ events: [Event]) async throws(PublishError) {
    let records = try encoder.records(events)
    for (index, outcome) in (await sender.send(records)).enumerated() {
      if case .failure(let error) = outcome { throw PublishError(error, index: index, eventID: events[index].id) }
    }
  }

  /// Gives what is under way the time to be delivered, and ends.
  package func close(flushing: Duration = .seconds(10)) async {
    await sender.close(flushing: flushing)
  }
}
