import Logging

extension Journal {
  /// The file that says how far segments are no longer wanted: a hint, which may say too little.
  private static let doneFile = "done"
  private static let refusedFile = "refused"
  private static let damaged = ".damaged"

  /// Reads every segment. None is written again.
  func recover() throws(JournalError) -> [JournalCommit] {
    let names = try disk.names()
    let done = readDone(names)
    var found: [JournalCommit] = []
    for name in names.compactMap({ SegmentName($0) }).sorted(by: { $0 < $1 }) {
      found += try take(name, done: done[name.text] ?? 0)
    }
    try examineAside(names)
    return found
  }

  /// Takes a segment that is there among this journal's.
  private func take(_ name: SegmentName, done: Int) throws(JournalError) -> [JournalCommit] {
    let file = try disk.open(name.text)
    let bytes = try file.read(from: 0, count: .max)
    let scan = try SegmentScan(bytes, name, done: done)
    for hole in scan.holes where hole.range.lowerBound >= done { try setAside(hole, of: name, bytes) }
    state.withLock { $0.nextNumber = max($0.nextNumber, name.number + 1) }
    guard !scan.stretches.isEmpty else {
      try disk.remove(name.text)
      return []
    }
    return state.withLock { state in
      state.segments[name.number] = Segment(
        name: name, file: file, size: bytes.count, end: scan.end, done: done, isSealed: true)
      return scan.stretches.map { stretch in
        defer { state.nextSerial += 1 }
        return JournalCommit(serial: state.nextSerial, records: [], stretch: stretch)
      }
    }
  }

  /// Keeps bytes that are no frames in a file of their own.
  private func setAside(_ hole: SegmentScan.Hole, of name: SegmentName, _ bytes: [UInt8]) throws(JournalError) {
    guard hole.isDamage else {
      logger.warning(
        "journal: a commit was torn, which nobody was answered for",
        metadata: ["file": "\(disk.path)/\(name.text)", "bytes": "\(hole.range.count)"])
      return
    }
    let aside = "\(name.text).\(hole.range.lowerBound)\(Journal.damaged)"
    let file = try disk.create(aside)
    try file.write(Array(bytes[hole.range]), at: 0)
    try file.synchronise()
    try disk.synchronise()
    logger.error(
      "journal: records were damaged on disk; their bytes are set aside",
      metadata: ["file": "\(disk.path)/\(aside)", "bytes": "\(hole.range.count)"])
  }

  /// Counts what is set aside, here and by earlier processes.
  private func examineAside(_ before: [String]) throws(JournalError) {
    var damaged = 0
    for name in try disk.names() where name.hasSuffix(Journal.damaged) {
      damaged += try disk.open(name).size()
    }
    let refused = before.contains(Journal.refusedFile) ? try Journal.frames(of: disk, Journal.refusedFile) : 0
    state.withLock { state in
      state.status.damagedBytes = damaged
      state.status.refused = refused
    }
  }

  private static func frames(of disk: any JournalDisk, _ name: String) throws(JournalError) -> Int {
    let scan = try SegmentScan(disk.open(name).read(from: 0, count: .max), SegmentName(number: 0, salt: 0))
    return scan.stretches.reduce(0) { $0 + $1.records }
  }

  /// Keeps records that Kafka will never take in a file beside the segments, for a person to look at.
  func keepRefused(_ entry: JournalEntry) throws(JournalError) {
    let file =
      try disk.names().contains(Journal.refusedFile) ? disk.open(Journal.refusedFile) : disk.create(Journal.refusedFile)
    var bytes = entry.bytes
    let place = try file.size()
    JournalFrame.seal(&bytes, commit: place, salt: 0)
    try file.write(bytes, at: place)
    try file.synchronise()
    try disk.synchronise()
    state.withLock { $0.status.refused += entry.records.count }
  }

  /// Takes over the segments of a journal that no process has.
  package func adopt(_ abandoned: FolderDisk) throws(JournalError) -> [JournalCommit] {
    guard let folder = disk as? FolderDisk else { return [] }
    let names = try abandoned.names()
    let done = readDone(names, of: abandoned)
    var found: [JournalCommit] = []
    for name in names.compactMap({ SegmentName($0) }).sorted(by: { $0 < $1 }) {
      let bytes = try abandoned.open(name.text).read(from: 0, count: .max)
      // Of a newer program: its own to take.
      do { _ = try SegmentScan(bytes, name) } catch { continue }
      let number = state.withLock { state in
        defer { state.nextNumber += 1 }
        return state.nextNumber
      }
      let new = SegmentName(number: number, salt: name.salt)
      try FolderDisk.move(abandoned.path + "/" + name.text, to: folder.path + "/" + new.text)
      found += try take(new, done: done[name.text] ?? 0)
    }
    for name in names where name.hasSuffix(Journal.damaged) {
      try FolderDisk.move(abandoned.path + "/" + name, to: folder.path + "/" + name)
    }
    if names.contains(Journal.refusedFile) { try adoptRefused(abandoned) }
    try abandoned.remove(Journal.doneFile)
    try folder.synchronise()
    try abandoned.synchronise()
    try examineAside(try disk.names())
    return found
  }

  private func adoptRefused(_ abandoned: FolderDisk) throws(JournalError) {
    let bytes = try abandoned.open(Journal.refusedFile).read(from: 0, count: .max)
    let name = SegmentName(number: 0, salt: 0)
    for stretch in try SegmentScan(bytes, name).stretches {
      try keepRefused(JournalEntry(try Journal.records(in: Array(bytes[stretch.start..<stretch.end]), abandoned.path)))
    }
    try abandoned.remove(Journal.refusedFile)
  }

  private func readDone(_ names: [String], of disk: (any JournalDisk)? = nil) -> [String: Int] {
    guard names.contains(Journal.doneFile),
      let bytes = try? (disk ?? self.disk).open(Journal.doneFile).read(from: 0, count: 1 << 20)
    else { return [:] }
    var done: [String: Int] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: " ")
      if parts.count == 2, let place = Int(parts[1]) { done[String(parts[0])] = place }
    }
    return done
  }

  /// Writes how far segments are no longer wanted.
  func saveDone() {
    let lines = state.withLock { state in
      state.segments.values.filter { $0.done > 0 }.map { "\($0.name.text) \($0.done)\n" }
    }
    do throws(JournalError) {
      let file = try disk.create(Journal.doneFile + ".new")
      try file.write(Array(lines.sorted().joined().utf8), at: 0)
      try disk.rename(Journal.doneFile + ".new", to: Journal.doneFile)
    } catch {
      logger.debug("journal: how far it is emptied cannot be noted", metadata: ["error": "\(error)"])
    }
  }
}
