/// A record that was consumed.
public struct KafkaMessage: Sendable, Hashable {
  public var topic: String
  public var partition: Int32
  public var offset: Int64
  /// Milliseconds since 1970, set by the producer or the broker; nil where the record has none.
  public var timestamp: Int64?
  /// nil is a null body (a tombstone).
  public var value: [UInt8]?
  let fields: PackedFields

  init(topic: String, partition: Int32, offset: Int64, timestamp: Int64?, value: [UInt8]?, fields: PackedFields) {
    self.topic = topic
    self.partition = partition
    self.offset = offset
    self.timestamp = timestamp
    self.value = value
    self.fields = fields
  }

  public var topicPartition: TopicPartition {
    TopicPartition(topic, partition)
  }

  /// nil is no key, which is something else than an empty one.
  public var key: [UInt8]? { withKey { $0.map { Array($0) } } }

  public var headers: [KafkaHeader] {
    var headers: [KafkaHeader] = []
    forEachHeader { name, value in
      headers.append(KafkaHeader(String(decoding: name, as: UTF8.self), value.map { Array($0) }))
    }
    return headers
  }

  /// The value of the first header with this name; nil where there is none or it has no value.
  public func header(_ name: String) -> [UInt8]? {
    headers.first { $0.name == name }?.value
  }

  /// Calls with the key, nil where there is none; its memory is valid during the call.
  public func withKey<R>(_ body: (UnsafeBufferPointer<UInt8>?) -> R) -> R { fields.withKey(body) }

  /// Calls with the name and the value of each header, in order; their memory is valid during the call.
  public func forEachHeader<E: Error>(
    _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>?) throws(E) -> Void
  ) throws(E) {
    try fields.forEachHeader(body)
  }
}
