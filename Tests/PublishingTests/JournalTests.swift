import Foundation
import Kafka
import Publishing
import TestSupport
import Testing

@Suite struct JournalTests {
  @Test func keepsOrderAndContentOverSegmentsAndRestarts() async throws {
    let folder = try TemporaryFolder()
    let configuration = JournalConfiguration(folder: folder.path, segmentBytes: 1_000)
    let disk = try FolderDisk(path: folder.path)
    let records = (0..<40).map { record("r\($0)", bytes: $0) }
    do {
      let (journal, _) = try open(disk, configuration)
      for start in stride(from: 0, to: 40, by: 4) { try await journal.append(Array(records[start..<start + 4])) }
      await journal.close()
    }
    #expect(try TemporaryFolder.files(in: folder.path).count > 4)
    let (journal, found) = try open(disk, configuration)
    #expect(try await Array(journal.records(found).joined()) == records)
    journal.release(found)
    await journal.close()
    #expect(try TemporaryFolder.files(in: folder.path) == ["done"])
    let (next, none) = try open(disk, configuration)
    #expect(none.isEmpty)
    await next.close()
  }

  @Test func itsFilesAreItsUsersAlone() async throws {
    let folder = try TemporaryFolder()
    let claim = try JournalClaim.own(in: folder.path + "/journal")
    let (journal, _) = try open(claim.disk, JournalConfiguration(folder: folder.path))
    try await journal.append([record("a")])
    let files = try TemporaryFolder.files(in: claim.disk.path)
    #expect(files.count == 2)
    for file in files {
      let mode = try FileManager.default.attributesOfItem(atPath: claim.disk.path + "/" + file)[.posixPermissions]
      #expect(mode as? Int == 0o600, "\(file)")
    }
    let mode = try FileManager.default.attributesOfItem(atPath: claim.disk.path)[.posixPermissions] as? Int
    #expect(mode == 0o700)
    await journal.close()
  }

  @Test func takesWhatIsLargerThanASegment() async throws {
    let folder = try TemporaryFolder()
    let (journal, _) = try open(
      FolderDisk(path: folder.path), JournalConfiguration(folder: folder.path, segmentBytes: 4_096))
    try await journal.append([record("small"), record("large", bytes: 300_000), record("after")])
    try await journal.append([record("last")])
    await journal.close()
    let (next, found) = try open(FolderDisk(path: folder.path), JournalConfiguration(folder: folder.path))
    #expect(try await next.names(found) == ["small", "large", "after", "last"])
    await next.close()
  }

  @Test func refusesWhatDoesNotFitAndTakesItLater() async throws {
    let folder = try TemporaryFolder()
    let listener = NotingListener()
    let (journal, _) = try open(
      FolderDisk(path: folder.path), JournalConfiguration(folder: folder.path, maximumBytes: 20_000),
      listener: listener)
    var taken = 0
    let error = await #expect(throws: JournalError.self) {
      while true {
        try await journal.append([record("r\(taken)", bytes: 500)])
        taken += 1
      }
    }
    #expect(error?.code == .full && error?.isRetriable == true)
    #expect(taken >= 20 && journal.status.isFull && journal.status.bytes <= 20_000)
    journal.release(Array(listener.written.withLock { $0.prefix(taken - 1) }))
    _ = try await journal.records([])
    #expect(!journal.status.isFull)
    try await journal.append([record("later", bytes: 500)])
    await journal.close()
    let (next, found) = try open(FolderDisk(path: folder.path), JournalConfiguration(folder: folder.path))
    #expect(try await next.names(found) == ["r\(taken - 1)", "later"])
    await next.close()
  }

  /// A share of what is free on the disk, and of what the journal has of it.
  @Test func isBoundedByAShareOfTheDisk() async throws {
    let disk = FaultyDisk(seed: 1)
    disk.state.withLock { $0.capacity = 100_000 }
    let (journal, _) = try open(disk, JournalConfiguration(folder: "", share: 0.25, segmentBytes: 10_000))
    await #expect(throws: JournalError.self) {
      for _ in 0..<1_000 { try await journal.append([record("r", bytes: 1_000)]) }
    }
    #expect(journal.status.isFull && journal.status.bytes == 30_000)
    // Others have made room.
    disk.state.withLock { $0.capacity = 200_000 }
    #expect(!journal.status.isFull && journal.status.limit == 57_500)
    try await journal.append([record("r", bytes: 1_000)])
    await journal.close()
  }

  @Test func givesWhatStandsBeforeATornEnd() async throws {
    let folder = try TemporaryFolder()
    let configuration = JournalConfiguration(folder: folder.path, segmentBytes: 4_096)
    do {
      let (journal, _) = try open(FolderDisk(path: folder.path), configuration)
      try await journal.append([record("a"), record("b")])
      try await journal.append([record("torn")])
      await journal.close()
    }
    let name = try #require(try TemporaryFolder.files(in: folder.path).first { $0.hasSuffix(".journal") })
    let whole = try Data(contentsOf: URL(filePath: folder.path + "/" + name))
    let used = whole.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
    let start = used / 3 * 2
    for length in start..<used {
      for content in [whole.prefix(length), whole.prefix(length) + Data(count: 4_096 - length)] {
        let other = try TemporaryFolder()
        try content.write(to: URL(filePath: other.path + "/" + name))
        let (journal, found) = try open(FolderDisk(path: other.path), configuration)
        let kept = try await journal.names(found)
        #expect(kept.starts(with: ["a", "b"]) && kept.count <= 3, "cut at \(length) of \(used)")
        #expect(journal.status.damagedBytes == 0)
        await journal.close()
      }
    }
  }

  /// Wherever a byte changes, what stands before and behind it is kept, and what does not is set aside.
  @Test func setsDamageAsideWhereverItIs() async throws {
    let folder = try TemporaryFolder()
    let configuration = JournalConfiguration(folder: folder.path, segmentBytes: 4_096)
    do {
      let (journal, _) = try open(FolderDisk(path: folder.path), configuration)
      for name in ["a", "b", "c"] { try await journal.append([record(name)]) }
      await journal.close()
    }
    let name = try #require(try TemporaryFolder.files(in: folder.path).first { $0.hasSuffix(".journal") })
    let whole = try Data(contentsOf: URL(filePath: folder.path + "/" + name))
    let frame = (whole.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0) / 3
    for place in stride(from: 0, to: 2 * frame, by: 3) {
      var flipped = whole
      flipped[place] ^= 0x10
      let other = try TemporaryFolder()
      try flipped.write(to: URL(filePath: other.path + "/" + name))
      let (journal, found) = try open(FolderDisk(path: other.path), configuration)
      #expect(try await journal.names(found) == (place < frame ? ["b", "c"] : ["a", "c"]), "byte \(place)")
      #expect(journal.status.damagedBytes == frame)
      await journal.close()
      let aside = try #require(try TemporaryFolder.files(in: other.path).first { $0.hasSuffix(".damaged") })
      let start = place < frame ? 0 : frame
      #expect(try Data(contentsOf: URL(filePath: other.path + "/" + aside)) == flipped[start..<(start + frame)])
    }
  }

  /// Bytes of a caller that look like a frame are none: they lack the segment's salt.
  @Test func takesNoFrameOutOfARecord() async throws {
    let folder = try TemporaryFolder()
    let configuration = JournalConfiguration(folder: folder.path, segmentBytes: 8_192)
    do {
      let (journal, _) = try open(FolderDisk(path: folder.path), configuration)
      try await journal.append([record("forged")])
      await journal.close()
    }
    let first = try #require(try TemporaryFolder.files(in: folder.path).first { $0.hasSuffix(".journal") })
    let forged = [UInt8](try Data(contentsOf: URL(filePath: folder.path + "/" + first)).prefix(200))
    let other = try TemporaryFolder()
    do {
      let (journal, _) = try open(FolderDisk(path: other.path), configuration)
      try await journal.append([KafkaRecord(topic: "topic", key: Array("a".utf8), value: forged)])
      try await journal.append([record("b")])
      await journal.close()
    }
    let name = try #require(try TemporaryFolder.files(in: other.path).first { $0.hasSuffix(".journal") })
    var bytes = try Data(contentsOf: URL(filePath: other.path + "/" + name))
    bytes[0] ^= 1
    try bytes.write(to: URL(filePath: other.path + "/" + name))
    let (journal, found) = try open(FolderDisk(path: other.path), configuration)
    #expect(try await journal.names(found) == ["b"])
    await journal.close()
  }

  @Test func eachProcessHasASubfolderAndTakesOverAbandonedOnes() async throws {
    let folder = try TemporaryFolder()
    let root = folder.path + "/journal"
    let configuration = JournalConfiguration(folder: root, segmentBytes: 4_096)
    let first = try JournalClaim.own(in: root)
    do {
      let second = try JournalClaim.own(in: root)
      #expect(first.disk.path == root + "/1" && second.disk.path == root + "/2")
      let (journal, _) = try open(second.disk, configuration)
      try await journal.append([record("a"), record("b")])
      #expect(try JournalClaim.abandoned(in: root).isEmpty)
      await journal.close()
    }
    let (journal, none) = try open(first.disk, configuration)
    #expect(none.isEmpty)
    try await journal.append([record("own")])
    let abandoned = try JournalClaim.abandoned(in: root)
    #expect(abandoned.map(\.disk.path) == [root + "/2"])
    let found = try abandoned.flatMap { try journal.adopt($0.disk) }.map(\.stretch)
    #expect(try await journal.names(found) == ["a", "b"])
    await journal.close()
    let (next, kept) = try open(first.disk, configuration)
    #expect(Set(try await next.names(kept)) == ["a", "b", "own"])
    await next.close()
  }

  /// What a newer program wrote is left to it.
  @Test func leavesWhatANewerProgramWrote() async throws {
    let folder = try TemporaryFolder()
    let configuration = JournalConfiguration(folder: folder.path, segmentBytes: 4_096)
    let name = "000000000001-0000000000000000.journal"
    do {
      let claim = try JournalClaim.own(in: folder.path)
      let (journal, _) = try open(claim.disk, configuration)
      try await journal.append([record("a")])
      await journal.close()
    }
    // A sound frame of form 2: its checksum is made as in every form.
    var payload: [UInt8] = [1, 2, 3]
    var head: [UInt8] = [0x4D, 0x4A, 2, 0, 3, 0, 0, 0, 0, 0, 0, 0]
    func crc(_ bytes: [UInt8]) -> [UInt8] {
      var crc = ~UInt32(0)
      for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
      }
      return withUnsafeBytes(of: (~crc).littleEndian) { Array($0) }
    }
    head += crc([UInt8](repeating: 0, count: 8) + head + crc(payload))
    payload = head + payload
    try Data(payload).write(to: URL(filePath: folder.path + "/1/" + name))
    let claim = try JournalClaim.own(in: folder.path)
    #expect(claim.disk.path == folder.path + "/2")
    #expect(try JournalClaim.abandoned(in: folder.path).isEmpty)
    let error = #expect(throws: JournalError.self) {
      _ = try open(FolderDisk(path: folder.path + "/1"), configuration)
    }
    #expect(error?.code == .newer && error?.message.contains("newer program") == true)
  }

  @Test func saysWhenTheFolderCannotBeMade() throws {
    let error = #expect(throws: JournalError.self) { _ = try JournalClaim.own(in: "/dev/null/journal") }
    #expect(error?.code == .io && error?.message.contains("/dev/null") == true)
  }

  @Test func takesNothingOnceItIsClosed() async throws {
    let folder = try TemporaryFolder()
    let (journal, _) = try open(FolderDisk(path: folder.path), JournalConfiguration(folder: folder.path))
    await journal.close()
    let error = await #expect(throws: JournalError.self) { try await journal.append([record("a")]) }
    #expect(error?.code == .closed)
  }
}
