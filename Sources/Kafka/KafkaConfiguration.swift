import CRDKafka
import Execution

/// Where the brokers are and how a client reaches them.
///
/// ```swift
/// var kafka = KafkaConfiguration(bootstrapServers: "broker-1:9093,broker-2:9093")
/// kafka.properties = ["security.protocol": "ssl", "ssl.ca.location": "ca.pem"]
/// ```
public struct KafkaConfiguration: Sendable, Hashable {
  /// `host:port` of one or more brokers, separated by commas.
  public var bootstrapServers: String
  /// The name that brokers log for this client.
  public var clientID: String
  /// Properties of librdkafka (its CONFIGURATION.md lists them), handed over verbatim. They are applied last,
  /// so they win over the defaults of ``KafkaProducer``, ``KafkaConsumer`` and ``KafkaAdmin``.
  public var properties: [String: String]

  public init(bootstrapServers: String, clientID: String = "swift-kafka", properties: [String: String] = [:]) {
    self.bootstrapServers = bootstrapServers
    self.clientID = clientID
    self.properties = properties
  }

  /// The same configuration with further properties, which win over those already there.
  public func with(_ further: [String: String]) -> KafkaConfiguration {
    var copy = self
    copy.properties.merge(further) { _, new in new }
    return copy
  }
}

extension KafkaConfiguration: CustomStringConvertible {
  /// Where it connects, and the names of its properties.
  public var description: String {
    let names = properties.keys.sorted().map { " " + $0 }.joined()
    return "\(clientID)@\(bootstrapServers)" + (names.isEmpty ? "" : " with" + names)
  }

  /// What no message may repeat of it.
  var redaction: Redaction {
    Redaction(
      properties.filter { Redaction.isSecret($0.key) }.map(\.value),
      besides: [clientID, properties["sasl.username"]].compactMap(\.self))
  }

  /// Whether librdkafka has a property of this name.
  public static func hasProperty(_ name: String) -> Bool {
    guard let conf = rd_kafka_conf_new() else { return false }
    defer { rd_kafka_conf_destroy(conf) }
    // An empty value may be wrong; that there is no such property comes first.
    return rd_kafka_conf_set(conf, name, "", nil, 0) != RD_KAFKA_CONF_UNKNOWN
  }
}
