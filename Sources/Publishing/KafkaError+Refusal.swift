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
}
