import Kafka
import Wire

extension RawRecord {
  /// A consumed record as the wire decoder takes it.
  init(_ message: KafkaMessage) {
    self.init(
      topic: message.topic, key: message.key, value: message.value,
      headers: message.headers.map { RawHeader($0.name, $0.value) })
  }
}

extension KafkaMessage: RecordFields {}
