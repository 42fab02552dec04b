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

  /// The records of a segment. What is no sound frame is set aside, unless it is the torn end of the last one, which nobody
  /// was answered for: that is kept too, for a person to look at.
  package func records(of name: String) throws(JournalError) -> [KafkaRecord] {
    let bytes = try disk.open(name).read(from: 0, count: .max)
    var (records, place): ([KafkaRecord], Int) = ([], 0)
    while let length = SpoolFrame.length(in: bytes, at: place),
      let record = SpoolFrame.record(in: bytes, at: place, length: length)
    {
      records.append(record)
      place += length
    }
    if place < bytes.count {
      let aside = name + ".damaged"
      let file = try disk.create(aside)
      try file.write(Array(bytes[place...]), at: 0)
      try file.synchronise()
      logger.warning(
        "spool: bytes that are no record were set aside",
        metadata: ["file": "\(disk.path)/\(aside)", "bytes": "\(bytes.count - place)"])
    }
    return records
  }

  package func remove(_ name: String) throws(JournalError) { try disk.remove(name) }
}
