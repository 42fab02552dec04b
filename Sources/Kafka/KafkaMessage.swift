/// A record that was consumed.
public struct KafkaMessage: Sendable, Hashable {
  public var topic: String
  public var partition: Int32
  public var offset: Int64
  /// Milliseconds since 1970, set by the producer or the broker; nil where the record has none.
  public var timestamp: Int64?
  /// nil is no key, which is something else than an empty one.
  public var key: [UInt8]?
  /// nil is a null body (a tombstone).
  public var value: [UInt8]?
  public var headers: [KafkaHeader]

  public init(
    topic: String, partition: Int32, offset: Int64, timestamp: Int64? = nil, key: [UInt8]? = nil, value: [UInt8]?,
    headers: [KafkaHeader] = []
  ) {
    self.topic = topic
    self.partition = partition
    self.offset = offset
    self.timestamp = timestamp
    self.key = key
    self.value = value
    self.headers = headers
  }

  public var topicPartition: TopicPartition {
    TopicPartition(topic, partition)
  }

  /// The value of the first header with this name; nil where there is none or it has no value.
  public func header(_ name: String) -> [UInt8]? {
    headers.first { $0.name == name }?.value
  }
}
