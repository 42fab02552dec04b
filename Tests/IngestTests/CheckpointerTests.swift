import Domain
import Foundation
import Ledger
import Logging
import Postgres
import Ingest
import TestSupport
import Testing
import Wire

/// The service that signs on a schedule, and the partitions that the archiver makes.
@Suite(.database(migrated: true, adopted: false), .timeLimit(.minutes(15)))
struct CheckpointerTests {
  private func append(_ ids: [String]) async throws {
    try await Database.current.pool.run { db in
      if try IngestOffsets.current(db, topic: "t") == nil {
        _ = try IngestOffsets.open(db, topic: "t", topicID: nil, clusterID: nil, reason: "test")
      }
      let (fence, first) = try IngestOffsets.acquire(db, incarnation: 1, partition: 0)
      let records = ids.enumerated().map { index, id in
        IncomingRecord(
          raw: RawRecord(topic: "t", key: nil, value: nil, headers: []), incarnation: 1, partition: 0,
          offset: first + Int64(index), recordTime: nil,
          outcome: .success(
            Event(
              id: id, source: "/test", type: ClockTicked.type, occurredAt: Timestamp(microseconds: 1), loop: "a.b",
              data: Array("{}".utf8))))
      }
      let range = SourceRange(
        incarnation: 1, partition: 0, first: first, next: first + Int64(ids.count), fence: fence, lastRecordHash: [])
      _ = try LedgerAppender.append(
        db, records: records, ranges: [range], now: Timestamp(microseconds: 2))
    }
  }

  @Test func signsWhatHasGrownAndRefusesWhatWasChanged() async throws {
    let path = "/tmp/millrace-checkpointer-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = CheckpointFolder(path)
    let key = try NoteSigningKey(name: "example.org/test")
    let log = RecordingLog()
    let service = Checkpointer(
      CheckpointSigner(key: key, folder: folder), interval: .milliseconds(20), pool: Database.current.pool,
      logger: Logger(label: "test") { _ in log })
    try await append(["a", "b", "c"])
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await service.run() }
      try await eventually("three events are signed") { try folder.latest()?.checkpoint.size == 3 }
      try await append(["d"])
      try await eventually("four events are signed") { try folder.latest()?.checkpoint.size == 4 }
      try await Database.current.pool.run { db in
        try db.script("UPDATE ledger.batch SET frontier = set_byte(frontier, 0, get_byte(frontier, 0) # 1)")
      }
      try await append(["e"])
      try await eventually("it is said that the log was changed") { log.errors > 1 }
      group.cancelAll()
    }
    let files = try folder.files()
    #expect(files.map(\.checkpoint.size) == [3, 4])
    #expect(files.allSatisfy { $0.note.isSigned(by: key.verifier) })
  }
}
