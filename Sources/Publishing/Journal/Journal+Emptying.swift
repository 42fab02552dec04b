import Kafka

extension Journal {
  /// The records of stretches behind each other.
  package func records(_ stretches: [JournalStretch]) async throws -> [[KafkaRecord]] {
    try await files.run { [self] in
      try stretches.map { stretch in
        guard let segment = state.withLock({ $0.segments[stretch.segment] }) else {
          throw JournalError(.damaged, "segment \(stretch.segment) of \(disk.path) is not there any more")
        }
        let path = "\(disk.path)/\(segment.name.text)"
        let bytes = try segment.file.read(from: stretch.start, count: stretch.end - stretch.start)
        guard bytes.count == stretch.end - stretch.start else {
          throw JournalError(.damaged, "\(path) ends before byte \(stretch.end); check the disk")
        }
        return try Journal.records(in: bytes, path)
      }
    }
  }

  /// The records of sealed frames, which were sound when they were written or found.
  static func records(in bytes: [UInt8], _ path: String) throws(JournalError) -> [KafkaRecord] {
    var records: [KafkaRecord] = []
    var place = 0
    while place < bytes.count {
      let size = place + 16 <= bytes.count ? Int(RecordPayload.word(bytes, place + 4)) : .max - 1_000
      guard size <= JournalFrame.maximumPayload, place + JournalFrame.headerSize + size <= bytes.count,
        let record = JournalFrame.record(in: bytes, at: place, length: JournalFrame.headerSize + size)
      else {
        throw JournalError(
          .damaged,
          "\(path) cannot be read, though it could when it was written; check the disk, then start again: what is damaged "
            + "is set aside")
      }
      records.append(record)
      place += JournalFrame.headerSize + size
    }
    return records
  }

  /// Lets go of stretches, the oldest there are, which the ledger has.
  package func release(_ stretches: [JournalStretch]) {
    guard !stretches.isEmpty else { return }
    state.withLock { state in
      for stretch in stretches {
        guard let done = state.segments[stretch.segment]?.done else { continue }
        state.segments[stretch.segment]?.done = max(done, stretch.end)
      }
    }
    files.submit { [self] in
      removeDone()
      saveDone()
    }
  }

  /// Removes segments of which nothing is wanted.
  func removeDone() {
    let gone = state.withLock { state in
      let gone = state.segments.values.filter { $0.isSealed && $0.done >= $0.end }
      for segment in gone { state.segments[segment.name.number] = nil }
      if !gone.isEmpty, state.status.isFull { state.status.failure = nil }
      return gone
    }
    for segment in gone {
      do throws(JournalError) {
        try disk.remove(segment.name.text)
      } catch {
        logger.warning("journal: a segment cannot be removed", metadata: ["error": "\(error)"])
      }
    }
  }
}
