import Foundation
import Kafka
import Logging

/// How far the ledger has come in each partition of a topic, as `millrace.durable` tells.
struct Watermarks {
  struct Watermark: Codable {
    var topic: String
    var partition: Int32
    /// The life of the topic that the offset belongs to.
    var incarnation: Int64
    /// Every record before it is in the ledger, or parked there.
    var next_offset: Int64
    var position: Int64
  }

  private(set) var known: [Int32: Watermark] = [:]
  private let consumer: KafkaConsumer
  private let topic: String

  init(_ kafka: KafkaConfiguration, on watermarks: String, of topic: String, logger: Logger) async throws {
    self.topic = topic
    consumer = try KafkaConsumer(kafka, group: nil, logger: logger)
    try await consumer.assign([TopicPartition(watermarks, 0).at(.beginning)])
  }

  /// Takes in what has come since; waits for the first record so long.
  mutating func read(waiting: Duration) async throws {
    for message in try await consumer.poll(max: 1_000, timeout: waiting).messages {
      let watermark = try JSONDecoder().decode(Watermark.self, from: Data(message.value ?? []))
      if watermark.topic == topic { known[watermark.partition] = watermark }
    }
  }

  func close() async { await consumer.close() }
}
