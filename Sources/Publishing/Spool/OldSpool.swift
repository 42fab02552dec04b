import Glibc
import Kafka
import Logging

/// The spool of the program before, which kept on disk what Kafka did not take: read once, and emptied into the journal.
package struct OldSpool {
  private let disk: FolderDisk
  private let lock: DescriptorFile
  private let logger: Logger

  /// nil where there is none, or a process of the program before still has it.
  package init?(folder: String, logger: Logger) throws(JournalError) {
    guard access(folder, F_OK) == 0 else { return nil }
    disk = try FolderDisk(path: folder)
    lock = try DescriptorFile(path: folder + "/lock", flags: O_CREAT)
    self.logger = logger
    guard lock.lock() else { return nil }
  }

  /// The segments' names, in order.
  package func segments() throws(JournalError) -> [String] {
    try disk.names().filter { $0.hasSuffix(".spool") && UInt64($0.dropLast(6)) != nil }
      .sorted { (UInt64($0.dropLast(6)) ?? 0) < (UInt64($1.dropLast(6)) ?? 0) }
  }

  /// What a segment holds.
  package struct Contents: Sendable {
    package var records: [KafkaRecord] = []
    /// Bytes that are no sound frames. The last are the torn end of a write that a kill interrupted, unless something
    /// follows.
    var holes: [SegmentScan.Hole] = []
    var bytes: [UInt8]
  }

  package func read(_ name: String) throws(JournalError) -> Contents {
    let bytes = try disk.open(name).read(from: 0, count: .max)
    var contents = Contents(bytes: bytes)
    var (place, sound) = (0, 0)
    while place < bytes.count {
      if let length = SpoolFrame.length(in: bytes, at: place),
        let record = SpoolFrame.record(in: bytes, at: place, length: length)
      {
        if sound < place { contents.holes.append(.init(range: sound..<place, isDamage: true)) }
        contents.records.append(record)
        place += length
        sound = place
      } else {
        place += 1
      }
    }
    if sound < bytes.count { contents.holes.append(.init(range: sound..<bytes.count, isDamage: false)) }
    return contents
  }

  package func remove(_ name: String) throws(JournalError) { try disk.remove(name) }
}
