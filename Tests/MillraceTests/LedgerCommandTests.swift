import Domain
import Foundation
import Ledger
import Postgres
import TestSupport
import Testing
import Wire

/// Signing, verifying and proving, in the real program.
@Suite(.database(migrated: true, adopted: false), .timeLimit(.minutes(15)))
struct LedgerCommandTests {
  private func append(_ count: Int) async throws {
    try await Database.current.pool.run { db in
      if try IngestOffsets.current(db, topic: "t") == nil {
        _ = try IngestOffsets.open(db, topic: "t", topicID: nil, clusterID: nil, reason: "test")
      }
      let (fence, first) = try IngestOffsets.acquire(db, incarnation: 1, partition: 0)
      let records = (0..<Int64(count)).map { index in
        let event = Event(
          id: "\(first + index)", source: "/test", type: ClockTicked.type, occurredAt: Timestamp(microseconds: 1),
          loop: "a.b", data: Array("{}".utf8))
        return IncomingRecord(
          raw: RawRecord(topic: "t", key: nil, value: nil, headers: []), incarnation: 1, partition: 0,
          offset: first + index, recordTime: nil, outcome: .success(event))
      }
      let range = SourceRange(
        incarnation: 1, partition: 0, first: first, next: first + Int64(count), fence: fence, lastRecordHash: [])
      _ = try LedgerAppender.append(
        db, records: records, ranges: [range], now: Timestamp(microseconds: 2))
    }
  }

  @Test func signsVerifiesAndProves() async throws {
    let program = try Program(kafka: nil)
    defer { program.remove() }
    let key = try await program.run("ledger", "key", "--name", "example.org/ledger")
    #expect(key.status == 0 && key.text.hasPrefix("example.org/ledger+"))
    #expect(try await program.run("ledger", "key", "--name", "example.org/ledger").status != 0)
    let mode = try FileManager.default.attributesOfItem(atPath: program.folder.path + "/checkpoint.key")
    #expect(mode[.posixPermissions] as? Int == 0o600)
    for count in [3, 5] {
      try await append(count)
      #expect(try await program.run("ledger", "checkpoint").text.contains("events are signed"))
    }
    #expect(
      try await program.run("ledger", "checkpoint").text == "the ledger has not grown since the last checkpoint\n")
    try await append(4)
    let folder = program.folder.path + "/checkpoints"
    let good = try await program.run("ledger", "verify", "--checkpoints", folder)
    #expect(
      good.text == "verified: 12 events in 3 batches; it extends 2 of 2 signed checkpoints\n", "\(good.text)")

    let proof = try await program.run("ledger", "prove", "7")
    let json = try JSONReader.parse(proof.text)
    #expect(json["tree_size"] == 8 && json["position"] == 7)
    #expect(json["checkpoint"]?.string?.hasPrefix("example.org/ledger\n8\n") == true)
    let late = try await program.run("ledger", "prove", "11")
    #expect(late.status == 0 && late.text.contains("\"checkpoint\":null") && late.text.contains("unsigned head"))

    // The key of someone else, and a ledger that is not what was signed.
    let other = try NoteSigningKey(name: "example.org/ledger").verifier.text
    try Data(other.utf8).write(to: program.folder.appendingPathComponent("other"))
    let foreign = try await program.run(
      "ledger", "verify", "--checkpoints", folder, "--key", program.folder.path + "/other")
    #expect(foreign.status != 0 && foreign.text.contains("is not signed by"))
    try await Database.current.pool.run { try $0.script("UPDATE ledger.event SET key = 'x' WHERE position = 9") }
    let bad = try await program.run("ledger", "verify", "--checkpoints", folder)
    #expect(bad.status == 1 && bad.text.hasPrefix("BAD at position 9: "), "\(bad.text)")
    let partitions = try await program.run("ledger", "partitions").text
    #expect(partitions.contains("event_0") && partitions.contains("attached"))
  }
}
