import Kafka

extension KafkaError {
  /// Whether Kafka refuses this very record, however often it is sent; anything else is Kafka being away.
  var isRefusal: Bool {
    switch code {
    case .messageTooLarge, .invalidArgument, .invalidRecord, .recordListTooLarge, .invalidMessageSize: true
    default: false
    }
  }
}

extension KafkaError.Code {
  /// Numbers of the Kafka protocol (kafka.apache.org/protocol, "Error Codes").
  static let invalidRecord = Self(rawValue: 87)
  static let recordListTooLarge = Self(rawValue: 18)
  static let invalidMessageSize = Self(rawValue: 4)

  /// What a broker says that does not know a producer's id or epoch: out of order sequence number, invalid producer epoch,
  /// invalid producer id mapping, unknown producer id, producer fenced.
  static let ofIdentity: Set<Self> = [45, 47, 49, 59, 90].map { Self(rawValue: $0) }.reduce(into: []) { $0.insert($1) }
}
