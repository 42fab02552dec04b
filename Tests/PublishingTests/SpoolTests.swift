import Foundation
import Kafka
import Publishing
import Testing

@Suite struct SpoolTests {
  @Test func keepsOrderAndContentOverSegmentsAndRestarts() async throws {
    let folder = try TemporaryFolder()
    let configuration = SpoolConfiguration(folder: folder.path, segmentBytes: 500)
    let records = (0..<40).map { record("r\($0)", bytes: $0) }
    do {
      let spool = try Spool(configuration, logger: quiet)
      for start in stride(from: 0, to: 40, by: 4) { try await spool.append(Array(records[start..<start + 4])) }
      #expect(spool.status.records == 40)
      await spool.close()
    }
    #expect(try TemporaryFolder.files(in: folder.path).count > 4)
    let spool = try Spool(configuration, logger: quiet)
    #expect(spool.status.records == 40)
    #expect(try await drain(spool) == records)
    #expect(spool.status.isEmpty && spool.status.bytes == 0)
    #expect(try TemporaryFolder.files(in: folder.path) == ["lock"])
    try await spool.append([record("after")])
    #expect(names(try await drain(spool)) == ["after"])
  }

  @Test func givesAgainWhatWasNotRemoved() async throws {
    let folder = try TemporaryFolder()
    let spool = try Spool(SpoolConfiguration(folder: folder.path), logger: quiet)
    try await spool.append((0..<10).map { record("r\($0)") })
    let first = try #require(try await spool.oldest(maximumRecords: 4, maximumBytes: 1 << 20))
    #expect(names(first.records) == ["r0", "r1", "r2", "r3"])
    #expect(try await spool.oldest(maximumRecords: 4, maximumBytes: 1 << 20)?.records == first.records)
    try await spool.remove(first)
    try await spool.append([record("new")])
    #expect(names(try await drain(spool)) == ["r4", "r5", "r6", "r7", "r8", "r9", "new"])
  }

  @Test func readsARecordThatIsLargerThanTheReadSize() async throws {
    let folder = try TemporaryFolder()
    let spool = try Spool(SpoolConfiguration(folder: folder.path), logger: quiet)
    let large = record("large", bytes: 300_000)
    try await spool.append([large, record("small")])
    let batch = try #require(try await spool.oldest(maximumRecords: 10, maximumBytes: 1_000))
    #expect(batch.records.first == large)
  }

  @Test func cutsATornTailAtEveryByte() async throws {
    let folder = try TemporaryFolder()
    let configuration = SpoolConfiguration(folder: folder.path)
    do {
      let spool = try Spool(configuration, logger: quiet)
      try await spool.append([record("a"), record("b")])
      try await spool.append([record("torn")])
      await spool.close()
    }
    let file = folder.path + "/000000000001.spool"
    let whole = try Data(contentsOf: URL(filePath: file))
    let frame = whole.count / 3
    for length in (2 * frame)..<whole.count {
      try whole.prefix(length).write(to: URL(filePath: file))
      let spool = try Spool(configuration, logger: quiet)
      #expect(spool.status.records == 2, "cut at \(length) of \(whole.count)")
      try await spool.append([record("c")])
      let batch = try await spool.oldest(maximumRecords: 10, maximumBytes: 1 << 20)
      #expect(names(batch?.records ?? []) == ["a", "b", "c"], "cut at \(length) of \(whole.count)")
      await spool.close()
    }
  }

  @Test func findsAFlippedBitAnywhere() async throws {
    let folder = try TemporaryFolder()
    let configuration = SpoolConfiguration(folder: folder.path)
    do {
      let spool = try Spool(configuration, logger: quiet)
      try await spool.append([record("a"), record("b")])
      await spool.close()
    }
    let file = URL(filePath: folder.path + "/000000000001.spool")
    let whole = try Data(contentsOf: file)
    for place in stride(from: whole.count / 2, to: whole.count, by: 5) {
      var flipped = whole
      flipped[place] ^= 0x10
      try flipped.write(to: file)
      let spool = try Spool(configuration, logger: quiet)
      #expect(names(try await spool.oldest(maximumRecords: 9, maximumBytes: 1 << 20)?.records ?? []) == ["a"])
      await spool.close()
    }
  }

  @Test func setsDamageInsideOlderSegmentsAside() async throws {
    let folder = try TemporaryFolder()
    let configuration = SpoolConfiguration(folder: folder.path, segmentBytes: 1)
    do {
      let spool = try Spool(configuration, logger: quiet)
      try await spool.append([record("a"), record("b")])
      try await spool.append([record("c")])
      await spool.close()
    }
    let file = folder.path + "/000000000001.spool"
    var bytes = try Data(contentsOf: URL(filePath: file))
    let half = bytes.count / 2
    bytes[half + 20] ^= 1
    try bytes.write(to: URL(filePath: file))
    let spool = try Spool(configuration, logger: quiet)
    #expect(names(try await drain(spool)) == ["a", "c"])
    #expect(try Data(contentsOf: URL(filePath: file + ".damaged")) == bytes.suffix(from: half))
  }

  @Test func refusesWhatDoesNotFitAndTakesItLater() async throws {
    let folder = try TemporaryFolder()
    let spool = try Spool(
      SpoolConfiguration(folder: folder.path, maximumBytes: 1_000, segmentBytes: 300), logger: quiet)
    var taken = 0
    let error = await #expect(throws: SpoolError.self) {
      while true {
        try await spool.append([record("r\(taken)", bytes: 100)])
        taken += 1
      }
    }
    #expect(error?.code == .full)
    #expect(error?.isRetriable == true)
    #expect(taken >= 4 && spool.status.records == taken && spool.status.bytes <= 1_000)
    let first = try #require(try await spool.oldest(maximumRecords: 3, maximumBytes: 1 << 20))
    try await spool.remove(first)
    try await spool.append([record("later", bytes: 100)])
    #expect(names(try await drain(spool)) == (first.records.count..<taken).map { "r\($0)" } + ["later"])
  }

  @Test func isForOneProcessAtATime() async throws {
    let folder = try TemporaryFolder()
    let configuration = SpoolConfiguration(folder: folder.path)
    let spool = try Spool(configuration, logger: quiet)
    let error = #expect(throws: SpoolError.self) { _ = try Spool(configuration, logger: quiet) }
    #expect(error?.code == .inUse)
    #expect(spool.status.isEmpty)
    await spool.close()
    let closed = await #expect(throws: SpoolError.self) { try await spool.append([record("a")]) }
    #expect(closed?.code == .closed)
    #expect(try Spool(configuration, logger: quiet).status.isEmpty)
  }

  @Test func saysWhenTheFolderCannotBeMade() throws {
    let error = #expect(throws: SpoolError.self) {
      _ = try Spool(SpoolConfiguration(folder: "/dev/null/spool"), logger: quiet)
    }
    #expect(error?.code == .io)
    #expect(error?.message.contains("/dev/null") == true)
  }
}
