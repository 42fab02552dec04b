import Domain
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
    #expect(files.count >= 2)
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
    disk.state.withLock { $0.capacity = 1_000_000 }
    let (journal, _) = try open(disk, JournalConfiguration(folder: "", share: 0.25, segmentBytes: 10_000))
    await #expect(throws: JournalError.self) {
      for _ in 0..<1_000 { try await journal.append([record("r", bytes: 1_000)]) }
    }
    #expect(journal.status.isFull && journal.status.bytes == 330_000)
    // Others have made room.
    disk.state.withLock { $0.capacity = 2_000_000 }
    try await eventually("it is tried again") {
      await journal.tend()
      return !journal.status.isFull
    }
    #expect(journal.status.limit == 585_000)
    try await journal.append([record("r", bytes: 1_000)])
    await journal.close()
  }

  /// Whatever a disk has no room for, it is told until there is, and nobody has to send something for that.
  @Test func isFullAsLongAsNoFileCanBeMade() async throws {
    let disk = FaultyDisk(seed: 1)
    let (journal, _) = try open(disk, JournalConfiguration(folder: "", segmentBytes: 4_096))
    disk.state.withLock { $0.isOutOfFiles = true }
    for _ in 0..<2 {
      let error = await #expect(throws: JournalError.self) { try await journal.append([record("r")]) }
      #expect(error?.code == .full)
      try await Task.sleep(for: .milliseconds(210))
      await journal.tend()
      #expect(journal.status.isFull)
    }
    disk.state.withLock { $0.isOutOfFiles = false }
    try await eventually("it is tried again") {
      await journal.tend()
      return journal.status.failure == nil
    }
    try await journal.append([record("r")])
    await journal.close()
  }

  /// A commit that fails is told until the disk is seen to write again.
  @Test func hasFailedUntilTheDiskWritesAgain() async throws {
    let disk = FaultyDisk(seed: 1)
    let (journal, _) = try open(disk, JournalConfiguration(folder: "", segmentBytes: 4_096))
    // So that the next segment is there already.
    try await journal.append([record("r", bytes: 3_000)])
    try await eventually("the next is made") { journal.status.bytes > 4_096 }
    disk.set(FaultyDisk.Odds(write: 1_000))
    await #expect(throws: JournalError.self) { try await journal.append([record("r")]) }
    await journal.tend()
    #expect(journal.status.failure?.code == .io)
    disk.set(FaultyDisk.Odds())
    await journal.tend()
    #expect(journal.status.failure == nil)
    try await journal.append([record("r")])
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
    for place in stride(from: 0, to: 3 * frame, by: 3) {
      var flipped = whole
      flipped[place] ^= 0x10
      let other = try TemporaryFolder()
      try flipped.write(to: URL(filePath: other.path + "/" + name))
      try FileManager.default.copyItem(atPath: folder.path + "/done", toPath: other.path + "/done")
      let (journal, found) = try open(FolderDisk(path: other.path), configuration)
      var kept = ["a", "b", "c"]
      kept.remove(at: place / frame)
      #expect(try await journal.names(found) == kept)
      #expect(journal.status.damagedBytes == frame)
      await journal.close()
      let aside = try #require(try TemporaryFolder.files(in: other.path).first { $0.hasSuffix(".damaged") })
      let start = place / frame * frame
      #expect(try Data(contentsOf: URL(filePath: other.path + "/" + aside)) == flipped[start..<(start + frame)])
    }
  }

  /// In a commit of several frames damage is damage as soon as a later commit stands anywhere behind it, and torn only in
  /// the last one.
  @Test(arguments: 0..<40 as Range<UInt64>) func tellsDamageFromTearing(seed: UInt64) async throws {
    var random = SplitMix(state: seed)
    let folder = try TemporaryFolder()
    let configuration = JournalConfiguration(folder: folder.path, segmentBytes: 8_192)
    let listener = NotingListener()
    do {
      let (journal, _) = try open(FolderDisk(path: folder.path), configuration, listener: listener)
      for commit in 0..<(1 + random.next() % 6) {
        try await journal.append((0...(random.next() % 4)).map { record("r\(commit).\($0)") })
      }
      await journal.close()
    }
    let stretches = listener.written.withLock(\.self)
    let name = try #require(try TemporaryFolder.files(in: folder.path).first { $0.hasSuffix(".journal") })
    // Nothing was noted.
    try FileManager.default.removeItem(atPath: folder.path + "/done")
    var bytes = try Data(contentsOf: URL(filePath: folder.path + "/" + name))
    let used = try #require(stretches.last).end
    let place = Int(random.next() % UInt64(used))
    bytes[place] ^= UInt8(1 << (random.next() % 8))
    try bytes.write(to: URL(filePath: folder.path + "/" + name))
    let (journal, found) = try open(FolderDisk(path: folder.path), configuration)
    let kept = try await journal.names(found)
    #expect(kept.count == stretches.reduce(0) { $0 + $1.records } - 1)
    let isLast = try #require(stretches.last).start <= place
    #expect((journal.status.damagedBytes > 0) == !isLast, "\(place) of \(used)")
    await journal.close()
  }

  /// What was on disk for a while is noted, whether anything leaves or not: a file that is cut, emptied or taken away is
  /// missed, after a kill as well.
  @Test(arguments: 0..<3) func missesFilesThatWereCut(kind: Int) async throws {
    let folder = try TemporaryFolder()
    let configuration = JournalConfiguration(folder: folder.path, segmentBytes: 8_192)
    let (killed, _) = try open(FolderDisk(path: folder.path), configuration)
    for number in 0..<20 { try await killed.append([record("r\(number)")]) }
    await killed.tend()
    // Behind the last note.
    try await killed.append([record("r20")])
    let other = try TemporaryFolder()
    for file in try TemporaryFolder.files(in: folder.path) {
      try FileManager.default.copyItem(atPath: folder.path + "/" + file, toPath: other.path + "/" + file)
    }
    await killed.close()
    let name = try #require(try TemporaryFolder.files(in: other.path).first { $0.hasSuffix(".journal") })
    let file = URL(filePath: other.path + "/" + name)
    switch kind {
    case 0: try Data(contentsOf: file).prefix(1_000).write(to: file)
    case 1: try Data().write(to: file)
    default: try FileManager.default.removeItem(at: file)
    }
    let (journal, found) = try open(FolderDisk(path: other.path), configuration)
    #expect(try await journal.names(found).count < 20)
    #expect(journal.status.damagedBytes > 0)
    await journal.close()
    // Until somebody has looked at it.
    let (next, _) = try open(FolderDisk(path: other.path), configuration)
    #expect(next.status.damagedBytes > 0)
    await next.close()
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
    let found = abandoned.flatMap { journal.adopt($0.disk) }.map(\.stretch)
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
    #expect(claim.disk.path == folder.path + "/1")
    let (journal, found) = try open(claim.disk, configuration)
    #expect(try await journal.names(found) == ["a"])
    #expect(journal.status.unread == [name])
    await journal.close()
    claim.release()
    #expect(try TemporaryFolder.files(in: folder.path + "/1").contains(name))
    // Nor does anybody who takes the folder over.
    let abandoned = try #require(try JournalClaim.abandoned(in: folder.path).first)
    let other = try TemporaryFolder()
    let (second, _) = try open(FolderDisk(path: other.path), configuration)
    #expect(second.adopt(abandoned.disk).count == 1)
    #expect(try TemporaryFolder.files(in: folder.path + "/1").contains(name))
    await second.close()
  }

  /// A file that was cut, or sectors that read as zeros: what had been noted as on disk is missed.
  @Test func missesWhatHadBeenOnDisk() async throws {
    for kind in 0..<3 {
      let folder = try TemporaryFolder()
      let configuration = JournalConfiguration(folder: folder.path, segmentBytes: 8_192)
      do {
        let (journal, _) = try open(FolderDisk(path: folder.path), configuration)
        for number in 0..<20 { try await journal.append([record("r\(number)")]) }
        await journal.close()
      }
      let name = try #require(try TemporaryFolder.files(in: folder.path).first { $0.hasSuffix(".journal") })
      let file = URL(filePath: folder.path + "/" + name)
      var bytes = try Data(contentsOf: file)
      if kind == 0 { bytes = bytes.prefix(1_000) } else { bytes.replaceSubrange(1_000..., with: Data(count: 7_192)) }
      if kind == 2 {
        // Nor is a note believed that fits no frame, or is not whole.
        try Data("\(name) 77 78\n".utf8).write(to: URL(filePath: folder.path + "/done"))
      }
      try bytes.write(to: file)
      let (journal, found) = try open(FolderDisk(path: folder.path), configuration)
      let kept = try await journal.names(found)
      #expect(kept == (0..<kept.count).map { "r\($0)" } && (5..<19).contains(kept.count))
      #expect((journal.status.damagedBytes > 0) == (kind < 2))
      await journal.close()
    }
  }

  /// What is damaged while it waits is found when it is read, and does not go out.
  @Test func sendsNothingThatWasDamagedMeanwhile() async throws {
    let folder = try TemporaryFolder()
    let listener = NotingListener()
    let (journal, _) = try open(
      FolderDisk(path: folder.path), JournalConfiguration(folder: folder.path), listener: listener)
    for name in ["a", "b", "c"] { try await journal.append([record(name)]) }
    let stretches = listener.written.withLock(\.self)
    let name = try #require(try TemporaryFolder.files(in: folder.path).first { $0.hasSuffix(".journal") })
    let handle = try FileHandle(forUpdating: URL(filePath: folder.path + "/" + name))
    try handle.seek(toOffset: UInt64(stretches[1].start + 40))
    try handle.write(contentsOf: Data([0xFF]))
    try handle.close()
    #expect(try await journal.records(stretches).map(names) == [["a"], [], ["c"]])
    #expect(journal.status.damagedBytes == stretches[1].end - stretches[1].start)
    await journal.close()
  }

  /// Nobody is answered for what is written to a file that is not there any more.
  @Test func noticesThatItsFilesWereRemoved() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/journal"
    let (journal, _) = try open(FolderDisk(path: path), JournalConfiguration(folder: path))
    try await journal.append([record("a")])
    try FileManager.default.removeItem(atPath: path)
    for _ in 0..<2 {
      let error = await #expect(throws: JournalError.self) { try await journal.append([record("b")]) }
      #expect(error?.code == .io)
    }
    #expect(journal.status.failure != nil && !journal.status.isFull && !journal.status.isHalfFull)
    await journal.close()
  }

  /// Nor for one that was moved away with its folder, whatever lies in its place by now.
  @Test(arguments: [true, false]) func noticesThatItsFolderWasMoved(isRemade: Bool) async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/journal"
    let (journal, _) = try open(FolderDisk(path: path), JournalConfiguration(folder: path))
    try await journal.append([record("a")])
    try FileManager.default.moveItem(atPath: path, toPath: path + "-old")
    if isRemade { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false) }
    for _ in 0..<3 {
      let error = await #expect(throws: JournalError.self) { try await journal.append([record("b")]) }
      #expect(error?.code == .io && error?.message.contains("start the service again") == true)
      await journal.tend()
      #expect(journal.status.failure?.code == .io && journal.status.isGone)
    }
    await journal.close()
    let (next, found) = try open(FolderDisk(path: path + "-old"), JournalConfiguration(folder: path))
    #expect(try await next.names(found).first == "a")
    await next.close()
  }

  /// Whatever else lies in the folders, a process begins, and reads what it can.
  @Test func beginsWhateverLiesThere() async throws {
    let folder = try TemporaryFolder()
    let configuration = JournalConfiguration(folder: folder.path, segmentBytes: 4_096)
    do {
      let claim = try JournalClaim.own(in: folder.path)
      let (journal, _) = try open(claim.disk, configuration)
      try await journal.append([record("a")])
      await journal.close()
    }
    let one = folder.path + "/1/"
    let manager = FileManager.default
    for name in ["000000000007-00000000000000aa.journal", "x.damaged", "done.new"] {
      try manager.createDirectory(atPath: one + name, withIntermediateDirectories: true)
    }
    try manager.createSymbolicLink(
      atPath: one + "000000000008-00000000000000aa.journal", withDestinationPath: "/nowhere")
    for name in ["18446744073709551615-0000000000000001.journal", "9-AA.journal", "1-00000000000000aa.journal"] {
      #expect(manager.createFile(atPath: one + name, contents: Data()))
    }
    #expect(manager.createFile(atPath: folder.path + "/5", contents: Data()))
    try manager.createDirectory(atPath: folder.path + "/6/lock", withIntermediateDirectories: true)
    try manager.createDirectory(atPath: folder.path + "/01", withIntermediateDirectories: true)
    let claim = try JournalClaim.own(in: folder.path)
    let (journal, found) = try open(claim.disk, configuration)
    #expect(try await journal.names(found) == ["a"])
    #expect(journal.status.unread.count == 5)
    try await journal.append([record("b")])
    #expect(try JournalClaim.abandoned(in: folder.path).isEmpty)
    await journal.close()
  }

  /// No segment gets a name that the next process does not take for one.
  @Test func endsWithTheHighestNumber() async throws {
    let folder = try TemporaryFolder()
    let configuration = JournalConfiguration(folder: folder.path, segmentBytes: 4_096)
    do {
      let (journal, _) = try open(FolderDisk(path: folder.path), configuration)
      try await journal.append([record("a")])
      await journal.close()
    }
    let name = try #require(try TemporaryFolder.files(in: folder.path).first { $0.hasSuffix(".journal") })
    try FileManager.default.moveItem(
      atPath: folder.path + "/" + name, toPath: folder.path + "/\((UInt64(1) << 62) - 1)" + name.dropFirst(12))
    let (journal, found) = try open(FolderDisk(path: folder.path), configuration)
    #expect(try await journal.names(found) == ["a"])
    let error = await #expect(throws: JournalError.self) { try await journal.append([record("b")]) }
    #expect(error?.message.contains("highest number") == true)
    #expect(journal.status.failure?.code == .io)
    await journal.close()
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
