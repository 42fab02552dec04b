import Domain
import Kafka

/// How far the ledger has come in one partition.
struct DurableWatermark: Sendable, Hashable {
  /// The life of the topic that the offsets belong to.
  var incarnation: Int64
  /// Every record before this offset is in the ledger, or parked there.
  var nextOffset: Int64
  /// The ledger's last position then: what was recorded of those records is not behind it.
  var position: Int64

  /// As the topic of watermarks carries it, keyed `topic/partition`.
  func record(of partition: TopicPartition, on topic: String) -> KafkaRecord {
    let value: JSONValue = [
      "topic": .string(partition.topic), "partition": .integer(Int64(partition.partition)),
      "incarnation": .integer(incarnation), "next_offset": .integer(nextOffset), "position": .integer(position),
    ]
    return KafkaRecord(
      topic: topic, key: Array("\(partition.topic)/\(partition.partition)".utf8),
      value: Array(value.canonicalText.utf8), headers: [KafkaHeader("content-type", Array("application/json".utf8))])
  }
}
