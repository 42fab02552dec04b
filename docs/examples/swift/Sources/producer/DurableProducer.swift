import Foundation
import Kafka
import Logging

/// Publishes feedback and keeps it on disk until the ledger has it.
struct DurableProducer {
  /// Where Kafka put a line, in the life of the topic that was known when the line was sent.
  private struct Place {
    var partition: Int32
    var offset: Int64
    var incarnation: Int64?
  }

  private let loop: String
  private let topic: String
  private let producer: KafkaProducer
  private var watermarks: Watermarks
  private var spool: Spool
  private var places: [String: Place] = [:]

  /// Takes over what an earlier run left in the spool.
  init(_ kafka: KafkaConfiguration, loop: String, spool path: String, topic: String, watermarks: String) async throws {
    var logger = Logger(label: "producer")
    logger.logLevel = .error
    self.loop = loop
    self.topic = topic
    spool = try Spool(path: path)
    producer = try KafkaProducer(kafka.with(["linger.ms": "10"]), logger: logger)
    self.watermarks = try await Watermarks(kafka, on: watermarks, of: topic, logger: logger)
    // What is known from the start does not have to be sent twice.
    try await self.watermarks.read(waiting: .seconds(2))
  }

  /// Events that are not known to be durable.
  var undecided: Int { spool.lines.count }

  /// Takes one feedback; its event's id comes back when it is safe on this disk.
  mutating func take(_ data: String) throws -> String {
    let line = Spool.Line(id: UUID().uuidString, time: Date.now.formatted(.iso8601), data: data)
    try spool.add(line)
    return line.id
  }

  /// Sends what Kafka does not have, and lets go of what is durable.
  mutating func turn() async throws {
    let waiting = spool.lines.filter { places[$0.id] == nil }
    let known = watermarks.known
    for (line, outcome) in zip(waiting, await producer.send(try waiting.map(record))) {
      // What failed stays in the spool and is sent again, unless this producer is of no more use.
      guard case .success(let delivery) = outcome else {
        if let error = producer.fatalError { throw error }
        continue
      }
      let watermark = known[delivery.partition]
      // An offset below one that was durable before: the topic is a new one, and this watermark not its own.
      let isNew = delivery.offset < watermark?.next_offset ?? 0
      places[line.id] = Place(
        partition: delivery.partition, offset: isNew ? .max : delivery.offset, incarnation: watermark?.incarnation)
    }
    try await watermarks.read(waiting: .milliseconds(20))
    var durable: Set<String> = []
    for (id, place) in places {
      guard let watermark = watermarks.known[place.partition] else { continue }
      if watermark.incarnation != place.incarnation {
        places[id] = nil
      } else if place.offset < watermark.next_offset {
        places[id] = nil
        durable.insert(id)
      }
    }
    spool.remove(durable)
    try spool.trim()
  }

  private func record(_ line: Spool.Line) throws -> KafkaRecord {
    struct Subject: Codable { var interaction_id: String }
    let interaction = try JSONDecoder().decode(Subject.self, from: Data(line.data.utf8)).interaction_id
    let attributes = [
      "ce_specversion": "1.0", "ce_id": line.id, "ce_source": "/example/producer",
      "ce_type": "millrace.feedback.received.v1", "ce_time": line.time, "ce_loop": loop, "ce_subject": interaction,
      "content-type": "application/json",
    ]
    return KafkaRecord(
      topic: topic, key: Array("\(loop)/\(interaction)".utf8), value: Array(line.data.utf8),
      headers: attributes.map { KafkaHeader($0, Array($1.utf8)) })
  }

  func close() async {
    await producer.close()
    await watermarks.close()
  }
}
