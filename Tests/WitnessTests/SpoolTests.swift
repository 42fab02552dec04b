import Domain
import Foundation
import Kafka
import Logging
import Publishing
import TestSupport
import Testing
import Wire

/// The spool that an earlier program left behind while Kafka was away, read by this one.
@Suite struct SpoolTests {
  static func text(_ bytes: [UInt8]?) -> JSONValue {
    bytes.map { .string(String(decoding: $0, as: UTF8.self)) } ?? .null
  }

  /// As the file beside the spool has it.
  static func json(_ record: KafkaRecord) -> JSONValue {
    [
      "topic": .string(record.topic), "key": text(record.key), "value": text(record.value),
      "headers": .array(record.headers.map { .array([.string($0.name), text($0.value)]) }),
    ]
  }

  @Test func givesItsRecords() throws {
    let witness = Witness()
    let folder = FileManager.default.temporaryDirectory.appending(path: "millrace-witness-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: witness.folder.appending(path: "spool"), to: folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    let spool = try #require(try OldSpool(folder: folder.path, logger: Logger(label: "test.witness")))
    var found: [JSONValue] = []
    for segment in try spool.segments() { found += try spool.read(segment).records.map(SpoolTests.json) }
    #expect(found == (try witness.lines("spool.jsonl").map { try JSONReader.parse($0) }))
    #expect(found.count == 8)
  }
}
