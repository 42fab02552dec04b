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

  /// Refuses what librdkafka would take, and repeat in its log, though it may have a password in it.
  /// - Throws: `KafkaError`, which repeats no value.
  public func validate() throws(KafkaError) {
    let lists = ["bootstrap.servers": bootstrapServers].merging(properties) { $1 }.filter {
      ["bootstrap.servers", "metadata.broker.list"].contains($0.key)
    }
    for (name, value) in lists.sorted(by: { $0.key < $1.key }) {
      guard value.split(separator: ",").allSatisfy(KafkaConfiguration.isBroker) else {
        throw KafkaError(
          code: .invalidArgument,
          message:
            "Property \(name): it is no list of host:port with commas between. Give a user's name and password as "
            + "the properties sasl.username and sasl.password.")
      }
    }
    for (name, value) in properties.sorted(by: { $0.key < $1.key }) where !Redaction.isSecret(name) {
      guard value.contains(/;.*=|(?i:passw(or)?d\s*=)/) || Redaction.isContent(value) && name.hasSuffix(".location")
      else {
        continue
      }
      throw KafkaError(
        code: .invalidArgument,
        message:
          "Property \(name): its value has other properties in it, or what is in a file instead of the file's name. "
          + "Divide properties by commas, and name files.")
    }
  }

  private static func isBroker(_ text: Substring) -> Bool {
    let address = text.firstRange(of: "://").map { text[$0.upperBound...] } ?? text
    guard !address.contains(where: { "@;=".contains($0) }) else { return false }
    let parts = address.split(separator: ":", omittingEmptySubsequences: false)
    // An IPv6 address has more colons, with a port in brackets.
    return parts.count != 2
      || parts[1].trimmingPrefix(while: \.isWhitespace).prefix { $0.isNumber }.count > 0
        && !parts[1].contains(where: \.isLetter)
  }

  /// Whether librdkafka has a property of this name.
  public static func hasProperty(_ name: String) -> Bool {
    guard let conf = rd_kafka_conf_new() else { return false }
    defer { rd_kafka_conf_destroy(conf) }
    // An empty value may be wrong; that there is no such property comes first.
    return rd_kafka_conf_set(conf, name, "", nil, 0) != RD_KAFKA_CONF_UNKNOWN
  }
}
