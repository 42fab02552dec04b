import Kafka

extension Journal {
  /// The records of stretches behind each other. What was damaged since it was written is set aside, and left out.
  package func records(_ stretches: [JournalStretch]) async throws -> [[KafkaRecord]] {
    try await files.run { [self] in
      try stretches.map { stretch in
        guard let segment = state.withLock({ $0.segments[stretch.segment] }) else {
          throw JournalError(.damaged, "segment \(stretch.segment) of \(disk.path) is not there any more")
        }
        let count = stretch.end - stretch.start
        let bytes = try segment.file.read(from: stretch.start, count: count)
        let scan = try SegmentScan(bytes, segment.name, known: count)
        for hole in scan.holes {
          setAside(
            (hole.range.lowerBound + stretch.start)..<(hole.range.upperBound + stretch.start), isDamage: true,
            of: segment.name, bytes, from: stretch.start)
        }
        return scan.stretches.flatMap { Journal.records(in: Array(bytes[$0.start..<$0.end])) }
      }
    }
  }

  /// The records of frames that are sound.
  static func records(in bytes: [UInt8]) -> [KafkaRecord] {
    var records: [KafkaRecord] = []
    var place = 0
    while place < bytes.count {
      let length = JournalFrame.headerSize + Int(RecordPayload.word(bytes, place + 4))
      // A sound frame of another form was never written.
      if let record = JournalFrame.record(in: bytes, at: place, length: length) { records.append(record) }
      place += length
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
    files.submit { [self] in removeDone() }
  }

  /// Removes segments of which nothing is wanted, and notes how the others stand; on the files' thread.
  func removeDone() {
    let gone = state.withLock { state in
      let gone = state.segments.values.filter { $0.isSealed && $0.done >= $0.end }
      for segment in gone { state.segments[segment.name.number] = nil }
      if !gone.isEmpty {
        state.lastFull = nil
        if state.status.isFull { state.status.failure = nil }
      }
      return gone
    }
    // First: one that is noted and not there is missed.
    saveDone(isLasting: !gone.isEmpty)
    for segment in gone {
      do throws(JournalError) {
        try disk.remove(segment.name.text)
      } catch {
        logger.warning("journal: a segment cannot be removed", metadata: ["error": "\(error)"])
      }
    }
  }
}
