import Domain
import Foundation
import Kafka
import Logging
import Publishing
import TestSupport
import Testing
import Wire

let quiet: Logger = {
  var logger = Logger(label: "test.publishing")
  logger.logLevel = .critical
  return logger
}()

/// The repository's contract, with a prefix before the topics' names.
func contract(prefix: String = "") throws -> Contract {
  let streams = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../streams").standardized.path
  return try Contract.load(directory: streams).prefixed(prefix)
}

func feedback(_ id: String, key: String = "demo.loop/a", comment: String = "fine") -> Event {
  let data: JSONValue = ["interaction_id": .string(id), "comment": .string(comment)]
  return Event(
    id: id, source: "/test", type: FeedbackReceived.type, subject: id,
    occurredAt: Timestamp(microseconds: 1_700_000_000_000_000), loop: "demo.loop", key: key,
    data: Array(data.canonicalText.utf8))
}

func record(_ name: String, bytes: Int = 40) -> KafkaRecord {
  KafkaRecord(
    topic: "topic", key: Array(name.utf8), value: [UInt8](repeating: 120, count: bytes),
    headers: [KafkaHeader("ce_id", name), KafkaHeader("empty", nil)])
}

/// Of records, by their keys.
func names(_ records: [KafkaRecord]) -> [String] { records.map { String(decoding: $0.key ?? [], as: UTF8.self) } }
