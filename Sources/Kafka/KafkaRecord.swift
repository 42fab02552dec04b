/// A record to be produced.
public struct KafkaRecord: Sendable, Hashable {
  public var topic: String
  /// nil lets the partitioner choose: by key, or any partition where there is none.
  public var partition: Int32?
  /// nil is no key, which is something else than an empty one.
  public var key: [UInt8]?
  /// nil is a null body (a tombstone in a compacted topic).
  public var value: [UInt8]?
  public var headers: [KafkaHeader]
  /// Milliseconds since 1970; nil takes the time of sending.
  public var timestamp: Int64?

  public init(
    topic: String, partition: Int32? = nil, key: [UInt8]? = nil, value: [UInt8]?, headers: [KafkaHeader] = [],
    timestamp: Int64? = nil
  ) {
    self.topic = topic
    self.partition = partition
    self.key = key
    self.value = value
    self.headers = headers
    self.timestamp = timestamp
  }
}
