import CRDKafka
import Execution
import Logging

/// Creates, deletes and describes topics, and asks what a cluster holds.
public final class KafkaAdmin: Sendable {
  let client: Client
  let thread = ThreadExecutor(name: "kafka-admin")
  let probe: EndProbe

  /// Makes an admin client; the brokers are reached in the background.
  /// - Throws: ``KafkaError`` when a property is unknown, malformed or contradicts another.
  public init(_ configuration: KafkaConfiguration, logger: Logger) throws(KafkaError) {
    client = try Client(
      RD_KAFKA_PRODUCER, what: "admin client", configuration, defaults: [:], events: 0, logger: logger)
    probe = EndProbe(configuration: configuration, logger: logger)
  }

  /// Ends the client. Later calls throw.
  public func close() async {
    await client.destroy()
  }

  /// The cluster's id; nil where its brokers give none.
  public func clusterID(timeout: Duration = .seconds(10)) async throws(KafkaError) -> String? {
    try await perform { handle throws(KafkaError) in
      // librdkafka answers nil for "none" and for "no broker in time" alike; metadata tells them apart.
      _ = try Self.metadata(handle, timeout) { _ in () }
      guard let id = rd_kafka_clusterid(handle, timeout.milliseconds) else { return nil }
      defer { rd_kafka_mem_free(handle, id) }
      return String(cString: id)
    }
  }

  /// The names of all topics, sorted.
  public func listTopics(timeout: Duration = .seconds(10)) async throws(KafkaError) -> [String] {
    try await perform { handle throws(KafkaError) in
      try Self.metadata(handle, timeout) { metadata in
        (0..<Int(metadata.topic_cnt)).map { String(cString: metadata.topics[$0].topic) }.sorted()
      }
    }
  }

  private static func metadata<T>(
    _ handle: OpaquePointer, _ timeout: Duration, _ body: (rd_kafka_metadata) -> T
  ) throws(KafkaError) -> T {
    var metadata: UnsafePointer<rd_kafka_metadata>?
    try KafkaError.check(rd_kafka_metadata(handle, 1, nil, &metadata, timeout.milliseconds))
    guard let metadata else { throw KafkaError(RD_KAFKA_RESP_ERR__FAIL) }
    defer { rd_kafka_metadata_destroy(metadata) }
    return body(metadata.pointee)
  }
}
