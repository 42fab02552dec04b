import Domain
import Foundation
import Logging
import Publishing
import TestSupport
import Testing
import Wire

/// The journal that an earlier program left behind while Kafka was away, read by this one.
@Suite struct JournalTests {
  private struct Nobody: JournalListener {
    func willWrite(_ commit: JournalCommit) {}
    func didWrite(_ commit: JournalCommit, isDurable: Bool) {}
  }

  @Test func givesItsRecords() async throws {
    let witness = Witness()
    let folder = FileManager.default.temporaryDirectory.appending(path: "millrace-witness-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: witness.folder.appending(path: "journal"), to: folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (journal, found) = try Journal.open(
      FolderDisk(path: folder.path), JournalConfiguration(folder: folder.path), listener: Nobody(),
      logger: Logger(label: "test.witness"))
    let records = try await journal.records(found.map(\.stretch)).joined().map(SpoolTests.json)
    #expect(records == (try witness.lines("journal.jsonl").map { try JSONReader.parse($0) }))
    #expect(records.count == 8 && journal.status.damagedBytes == 0)
    await journal.close()
  }
}
