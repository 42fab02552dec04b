import Domain
import Kafka
import Wire

/// Events as Kafka records, each on the topic of its type.
struct RecordEncoder: Sendable {
  private let encoder: CloudEventEncoder

  init(contract: Contract) { encoder = CloudEventEncoder(contract: contract) }

  /// The records in the events' order.
  /// - Throws: `PublishError` with code `unknownType` for the first event that the contract does not know.
  func records(_ events: [Event]) throws(PublishError) -> [KafkaRecord] {
    var records: [KafkaRecord] = []
    records.reserveCapacity(events.count)
    for (index, event) in events.enumerated() {
      do throws(Rejection) {
        let raw = try encoder.encode(event)
        records.append(
          KafkaRecord(
            topic: raw.topic, key: raw.key, value: raw.value,
            headers: raw.headers.map { KafkaHeader($0.name, $0.value) }))
      } catch {
        throw PublishError(.unknownType, error.message, index: index, eventID: event.id, isRetriable: false)
      }
    }
    return records
  }
}
