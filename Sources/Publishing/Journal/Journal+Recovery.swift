import Logging

extension Journal {
  /// What was noted of a segment: it may say too little.
  struct Note {
    /// Bytes before it are no longer wanted.
    var done: Int
    /// Bytes before it had been on disk.
    var end: Int
    /// Bytes of the file as it was made.
    var size: Int
  }

  /// Lines of name, `done`, `end` and `size`, and the CRC-32C of the lines.
  private static let notesFile = "done"
  private static let refusedFile = "refused"
  private static let damaged = ".damaged"
  private static let torn = ".torn"

  /// Reads every segment. None is written again. One that cannot be read is left as it is, and told.
  func recover() throws(JournalError) -> [JournalCommit] {
    let names = try disk.names()
    let noted = readNotes(names, of: disk)
    var found: [JournalCommit] = []
    for name in names.compactMap({ SegmentName($0) }).sorted(by: { $0 < $1 }) {
      found += take(name, noted[name.text])
    }
    for name in names where SegmentName.isMeant(name) && SegmentName(name) == nil {
      leave(name, JournalError(.damaged, "its name is none that a segment is given; rename it back, or take it away"))
    }
    tellMissing(noted, names)
    examineAside()
    return found
  }

  /// Takes a segment that is there among this journal's.
  private func take(_ name: SegmentName, _ note: Note?) -> [JournalCommit] {
    state.withLock { $0.nextNumber = max($0.nextNumber, name.number + 1) }
    do throws(JournalError) {
      let file = try disk.open(name.text)
      let bytes = try file.read(from: 0, count: .max)
      var (done, known) = (note?.done ?? 0, note?.end ?? 0)
      let size = note?.size ?? 0
      var scan = try SegmentScan(bytes, name, done: done, known: known, size: size)
      if !scan.isDoneSound {
        logger.warning(
          "journal: a note of what is done fits no frame; all is sent again", metadata: ["file": "\(name.text)"])
        (done, known) = (0, 0)
        scan = try SegmentScan(bytes, name, size: size)
      }
      for hole in scan.holes where hole.range.upperBound > done {
        let range = max(hole.range.lowerBound, done)..<hole.range.upperBound
        setAside(range, isDamage: hole.isDamage, of: name, bytes)
      }
      guard !scan.stretches.isEmpty else {
        try disk.remove(name.text)
        return []
      }
      return state.withLock { state in
        state.segments[name.number] = Segment(
          name: name, file: file, size: bytes.count, end: scan.end, done: done,
          known: scan.holes.contains { !$0.isDamage } ? known : nil, isSealed: true)
        return scan.stretches.map { stretch in
          defer { state.nextSerial += 1 }
          return JournalCommit(serial: state.nextSerial, records: [], stretch: stretch)
        }
      }
    } catch {
      leave(name.text, error)
      return []
    }
  }

  private func leave(_ name: String, _ error: JournalError) {
    logger.error(
      "journal: a segment is left as it is", metadata: ["file": "\(disk.path)/\(name)", "error": "\(error)"])
    state.withLock { $0.status.unread.append(name) }
  }

  /// Tells of segments that were noted to have something wanted, and are not there. What is removed is out of the notes
  /// before.
  private func tellMissing(_ noted: [String: Note], _ names: [String]) {
    for (text, note) in noted.sorted(by: { $0.key < $1.key }) where note.done < note.end && !names.contains(text) {
      guard let name = SegmentName(text) else { continue }
      setAside(note.done..<note.end, isDamage: true, of: name, [])
    }
  }

  /// Keeps bytes that are no frames in a file of their own: those that were damaged, and those that were torn.
  /// - Parameter bytes: the segment's, from `start` on; shorter where it was cut.
  func setAside(
    _ range: Range<Int>, isDamage: Bool, of name: SegmentName, _ bytes: [UInt8], from start: Int = 0
  ) {
    let aside = "\(name.text).\(range.lowerBound)\(isDamage ? Journal.damaged : Journal.torn)"
    do throws(JournalError) {
      let file = try disk.create(aside)
      let kept = range.clamped(to: start..<max(start, start + bytes.count))
      try file.write(Array(bytes[(kept.lowerBound - start)..<(kept.upperBound - start)]), at: 0)
      try file.synchronise()
      try disk.synchronise()
    } catch {
      logger.error("journal: bytes cannot be set aside", metadata: ["file": "\(aside)", "error": "\(error)"])
    }
    let metadata: Logger.Metadata = ["file": "\(disk.path)/\(aside)", "bytes": "\(range.count)"]
    if isDamage {
      state.withLock { $0.status.damagedBytes += range.count }
      logger.error("journal: records were damaged on disk; their bytes are set aside", metadata: metadata)
    } else {
      logger.warning(
        "journal: the last commit was torn, or damaged before it was noted; its bytes are set aside",
        metadata: metadata)
    }
  }

  /// Counts what is set aside, here and by earlier processes, as long as nobody has moved it away.
  func examineAside() {
    guard let names = try? disk.names() else { return }
    var damaged = 0
    for name in names where name.hasSuffix(Journal.damaged) {
      // At least one: a hole may have no bytes left.
      damaged += max(1, (try? disk.open(name).size()) ?? 0)
    }
    let refused = names.contains(Journal.refusedFile) ? (try? Journal.frames(of: disk, Journal.refusedFile)) ?? 1 : 0
    state.withLock { state in
      state.status.damagedBytes = damaged
      state.status.refused = refused
      state.status.unread.removeAll { !names.contains($0) }
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

  /// Takes over the segments of a journal that no process has, as far as they can be read.
  package func adopt(_ abandoned: FolderDisk) -> [JournalCommit] {
    guard let folder = disk as? FolderDisk, let names = try? abandoned.names() else { return [] }
    let noted = readNotes(names, of: abandoned)
    var found: [JournalCommit] = []
    tellMissing(noted, names)
    for name in names.compactMap({ SegmentName($0) }).sorted(by: { $0 < $1 }) {
      do throws(JournalError) {
        // Of a newer program: its own to take.
        _ = try SegmentScan(abandoned.open(name.text).read(from: 0, count: .max), name)
        let number = state.withLock { state in
          defer { state.nextNumber += 1 }
          return state.nextNumber
        }
        let new = SegmentName(number: number, salt: name.salt)
        try FolderDisk.move(abandoned.path + "/" + name.text, to: folder.path + "/" + new.text)
        found += take(new, noted[name.text])
      } catch {
        tellOnce("journal: an abandoned segment is left as it is", abandoned.path + "/" + name.text, error)
      }
    }
    for name in names where name.hasSuffix(Journal.damaged) || name.hasSuffix(Journal.torn) {
      try? FolderDisk.move(abandoned.path + "/" + name, to: folder.path + "/" + name)
    }
    do throws(JournalError) {
      if names.contains(Journal.refusedFile) { try adoptRefused(abandoned) }
      try? abandoned.remove(Journal.notesFile)
      try folder.synchronise()
      try abandoned.synchronise()
    } catch {
      tellOnce("journal: an abandoned one is not taken over whole", abandoned.path, error)
    }
    examineAside()
    return found
  }

  /// What goes on for good is told once.
  private func tellOnce(_ message: Logger.Message, _ path: String, _ error: JournalError) {
    let isNew = state.withLock { $0.told.insert(path).inserted }
    if isNew { logger.warning(message, metadata: ["file": "\(path)", "error": "\(error)"]) }
  }

  private func adoptRefused(_ abandoned: FolderDisk) throws(JournalError) {
    let bytes = try abandoned.open(Journal.refusedFile).read(from: 0, count: .max)
    let name = SegmentName(number: 0, salt: 0)
    for stretch in try SegmentScan(bytes, name).stretches {
      try keepRefused(JournalEntry(Journal.records(in: Array(bytes[stretch.start..<stretch.end]))))
    }
    try abandoned.remove(Journal.refusedFile)
  }

  /// The notes that an earlier process left; none where they are not whole.
  private func readNotes(_ names: [String], of disk: any JournalDisk) -> [String: Note] {
    guard names.contains(Journal.notesFile),
      let bytes = try? disk.open(Journal.notesFile).read(from: 0, count: 1 << 20),
      let last = bytes.dropLast().lastIndex(of: UInt8(ascii: "\n"))
    else { return [:] }
    let (body, seal) = (bytes[...last], String(decoding: bytes[(last + 1)...], as: UTF8.self))
    guard seal == "\(Checksum.crc32c(body))\n" else { return [:] }
    var notes: [String: Note] = [:]
    for line in String(decoding: body, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: " ")
      if parts.count == 4, let done = Int(parts[1]), let end = Int(parts[2]), let size = Int(parts[3]) {
        notes[String(parts[0])] = Note(done: done, end: end, size: size)
      }
    }
    return notes
  }

  /// Notes how far segments are no longer wanted, how far the disk has them, and how large they were made; on the files'
  /// thread.
  /// - Parameter isLasting: whether the disk has to have it when this returns.
  func saveDone(isLasting: Bool = false) {
    let text = state.withLock { state in
      let lines = state.segments.values.map { "\($0.name.text) \($0.done) \($0.known ?? $0.end) \($0.size)\n" }
      return "notes\n" + lines.sorted().joined()
    }
    guard text != lastNotes.withLock({ $0 }) else { return }
    let body = Array(text.utf8)
    do throws(JournalError) {
      let file = try disk.create(Journal.notesFile + ".new")
      try file.write(body + Array("\(Checksum.crc32c(body, from: 0))\n".utf8), at: 0)
      if isLasting { try file.synchronise() }
      try disk.rename(Journal.notesFile + ".new", to: Journal.notesFile)
      if isLasting { try disk.synchronise() }
      lastNotes.withLock { $0 = text }
    } catch {
      logger.debug("journal: how far it is emptied cannot be noted", metadata: ["error": "\(error)"])
    }
  }
}
