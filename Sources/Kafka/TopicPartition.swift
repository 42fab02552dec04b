/// One partition of a topic.
public struct TopicPartition: Sendable, Hashable, Comparable, CustomStringConvertible {
  public var topic: String
  public var partition: Int32

  public init(_ topic: String, _ partition: Int32) {
    self.topic = topic
    self.partition = partition
  }

  /// This partition, from `offset` on.
  public func at(_ offset: KafkaOffset) -> TopicPartitionOffset {
    TopicPartitionOffset(topic, partition, offset)
  }

  public static func < (left: TopicPartition, right: TopicPartition) -> Bool {
    (left.topic, left.partition) < (right.topic, right.partition)
  }

  public var description: String {
    "\(topic)[\(partition)]"
  }
}
