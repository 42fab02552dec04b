/// A place in a partition. As a place to start or to commit it is the offset of the next record to read.
public struct TopicPartitionOffset: Sendable, Hashable, CustomStringConvertible {
  public var topic: String
  public var partition: Int32
  public var offset: KafkaOffset

  public init(_ topic: String, _ partition: Int32, _ offset: KafkaOffset) {
    self.topic = topic
    self.partition = partition
    self.offset = offset
  }

  public var topicPartition: TopicPartition {
    TopicPartition(topic, partition)
  }

  public var description: String {
    "\(topic)[\(partition)]@\(offset)"
  }
}
