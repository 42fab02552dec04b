import Kafka
import Logging
import Synchronization
import Testing

/// What is secret among a client's properties comes into no error and no log line, whatever librdkafka quotes.
@Suite struct SecretsTests {
  /// Keeps all that is logged, as text.
  private struct Lines: LogHandler {
    private final class Kept: Sendable { let text = Mutex("") }

    private let kept = Kept()
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    var text: String { kept.text.withLock(\.self) }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      kept.text.withLock { $0 += "\(event.message) \(event.metadata.map { "\($0)" } ?? "")\n" }
    }
  }

  private static let password = "hun%ter@2/ \"quoted\", and=more"
  private static let plain = ["security.protocol": "sasl_plaintext", "sasl.username": "ann", "sasl.password": password]

  @Test(arguments: [
    ["sasl.mechanisms": "PLAIN", "debug": "all"], ["sasl.mechanisms": password], ["security.protocol": password],
    ["sasl.mechanisms": "SCRAM-SHA-256", "debug": "all"], ["debug": password], ["linger.ms": password],
    ["security.protocol": "ssl", "ssl.key.password": password, "ssl.key.pem": password], ["no.such": password],
    ["security.protocol": "ssl", "ssl.keystore.password": password, "ssl.keystore.location": "/nonexistent"],
    [
      "sasl.mechanisms": "OAUTHBEARER", "enable.sasl.oauthbearer.unsecure.jwt": "true",
      "sasl.oauthbearer.config": "principal=ann " + password,
    ],
    ["sasl.mechanisms": "OAUTHBEARER", "sasl.oauthbearer.method": "oidc", "sasl.oauthbearer.client.secret": password],
  ])
  func noMessageRepeatsThem(properties: [String: String]) async throws {
    let lines = Lines()
    let configuration = KafkaConfiguration(bootstrapServers: "127.0.0.1:1", properties: Self.plain).with(properties)
    var said = ["\(configuration)"]
    do {
      let admin = try KafkaAdmin(configuration, logger: Logger(label: "secrets") { _ in lines })
      do {
        _ = try await admin.listTopics(timeout: .milliseconds(500))
      } catch {
        said.append("\(error)")
      }
      await admin.close()
    } catch {
      said.append("\(error)")
    }
    said.append(lines.text)
    for message in said {
      for secret in [Self.password, "hun%ter@2", "quoted\", and=more"] {
        #expect(!message.contains(secret), "\(message)")
      }
    }
    #expect(said.count == 3 && said[1].count > 20)
  }

  @Test(arguments: [
    ("127.0.0.1:1", ["sasl.mechanism": "PLAIN;sasl.password=hunter2"]),
    ("127.0.0.1:1", ["client.rack": "a passwd = hunter2"]), ("127.0.0.1:1", ["debug": "all;pw=hunter2"]),
    ("u:hunter2@127.0.0.1:1", [:]), ("127.0.0.1:1;password=hunter2", [:]), ("u:hunter2", [:]),
    ("SASL_SSL://u:hunter2@127.0.0.1:1", [:]), ("127.0.0.1:1", ["bootstrap.servers": "a:1,u:hunter2@b"]),
    ("127.0.0.1:1", ["metadata.broker.list": "u:hunter2@b"]),
    ("127.0.0.1:1", ["ssl.key.location": "-----BEGIN PRIVATE KEY-----hunter2"]),
  ])
  func whatIsInTheWrongPlaceIsRefused(servers: String, properties: [String: String]) throws {
    let lines = Lines()
    let error = #expect(throws: KafkaError.self) {
      _ = try KafkaAdmin(
        KafkaConfiguration(bootstrapServers: servers, properties: properties),
        logger: Logger(label: "secrets") { _ in lines })
    }
    #expect(error?.code == .invalidArgument)
    for text in ["\(error.map { "\($0)" } ?? "")", lines.text] { #expect(!text.contains("hunter2"), "\(text)") }
  }

  @Test(arguments: [
    "broker-1:9093,broker-2", "[::1]:9092", "::1", "SASL_SSL://a.example:9093", "127.0.0.1:1, 127.0.0.1:2", "a_b:1",
  ])
  func brokersAreTaken(servers: String) throws {
    try KafkaConfiguration(bootstrapServers: servers, properties: ["sasl.password": "a;b=c"]).validate()
  }

  @Test func propertiesAreKnownByName() {
    #expect(KafkaConfiguration.hasProperty("sasl.password") && KafkaConfiguration.hasProperty("compression.codec"))
    #expect(!KafkaConfiguration.hasProperty("sasl.pasword"))
  }
}
