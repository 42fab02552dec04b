import Kafka

extension Journal {
  /// Writes what waits until nothing does; on the writer's thread.
  func writeAll() {
    while let group = nextGroup() { write(group) }
  }

  private func nextGroup() -> [Waiter]? {
    state.withLock { state in
      var (count, bytes) = (0, 0)
      for waiter in state.waiters {
        guard count == 0 || bytes + waiter.entry.bytes.count <= Journal.mostBytes else { break }
        bytes += waiter.entry.bytes.count
        count += 1
      }
      guard count > 0 else {
        state.isWriting = false
        return nil
      }
      defer { state.waiters.removeFirst(count) }
      return Array(state.waiters[..<count])
    }
  }

  private func write(_ group: [Waiter]) {
    if let gone = state.withLock(\.gone) { return end(group, gone) }
    var bytes = group[0].entry.bytes
    for waiter in group.dropFirst() { bytes.append(contentsOf: waiter.entry.bytes) }
    let segment: Segment
    do throws(JournalError) {
      segment = try room(for: bytes.count)
    } catch {
      return end(group, error)
    }
    JournalFrame.seal(&bytes, commit: segment.end, salt: segment.name.salt)
    let records = group.count == 1 ? group[0].entry.records : group.flatMap(\.entry.records)
    let commit = JournalCommit(
      serial: state.withLock { state in
        defer { state.nextSerial += 1 }
        return state.nextSerial
      }, records: records,
      stretch: JournalStretch(
        segment: segment.name.number, start: segment.end, end: segment.end + bytes.count, records: records.count),
      isAwaited: group.contains(where: \.entry.isAwaited))
    listener.willWrite(commit)
    do throws(JournalError) {
      try segment.file.write(bytes, at: segment.end)
      try segment.file.synchronise()
      guard segment.file.isThere() else {
        let error = JournalError(
          .io,
          "\(disk.path)/\(segment.name.text) was removed or moved while it was in use; put it back if it was moved, and "
            + "start the service again")
        // Its folder may be another's by now, which may have it too.
        state.withLock { $0.gone = error }
        throw error
      }
    } catch {
      // Nobody knows what the disk has of it, so nothing is written behind it.
      state.withLock { state in
        state.segments[segment.name.number]?.isSealed = true
        if state.active == segment.name.number { state.active = nil }
      }
      listener.didWrite(commit, isDurable: false)
      files.submit { [self] in saveDone() }
      logger.error("journal: a commit failed", metadata: ["error": "\(error)"])
      return end(
        group,
        JournalError(.io, "\(error.message). The disk was being written: it may have been recorded all the same"))
    }
    let isHalf = state.withLock { state in
      state.segments[segment.name.number]?.end = commit.stretch.end
      state.status.failure = nil
      guard commit.stretch.end > segment.size / 2, state.spare == nil, !state.isPreparing else { return false }
      state.isPreparing = true
      return true
    }
    listener.didWrite(commit, isDurable: true)
    for waiter in group { waiter.continuation.resume(returning: nil) }
    if isHalf { files.submit { [self] in prepareSpare() } }
  }

  private func end(_ group: [Waiter], _ error: JournalError) {
    state.withLock { $0.status.failure = error }
    for waiter in group { waiter.continuation.resume(returning: error) }
  }

  /// A segment with room for so many bytes.
  private func room(for count: Int) throws(JournalError) -> Segment {
    let current: Segment? = state.withLock { state in
      guard let active = state.active, let segment = state.segments[active], segment.size - segment.end >= count else {
        return nil
      }
      return segment
    }
    if let current { return current }
    let found: Segment? = state.withLock { state in
      if let active = state.active { state.segments[active]?.isSealed = true }
      state.active = state.spare
      state.spare = nil
      guard let active = state.active, let segment = state.segments[active], segment.size >= count else { return nil }
      return segment
    }
    files.submit { [self] in removeDone() }
    if let found { return found }
    let segment = try prepare(atLeast: count, inAdvance: false)
    files.submit { [self] in saveDone() }
    state.withLock { state in
      // One that was made in advance meanwhile has a lower number: what is written later must not stand before it.
      for number in [state.active, state.spare].compactMap(\.self) { state.segments[number]?.isSealed = true }
      state.active = segment.name.number
      state.spare = nil
    }
    return segment
  }

  /// About once a second: notes what was written since the last time, and where nothing could be taken, tries whether it
  /// can be again, so that nobody has to send something to find out.
  package func tend() async {
    await files.run { [self] in
      let (isStuck, spare): (Bool, Segment?) = state.withLock { state in
        let isStuck = state.status.failure != nil && state.gone == nil && !state.isPreparing
        let spare = state.spare.flatMap { state.segments[$0] }
        if isStuck, spare == nil { state.isPreparing = true }
        return (isStuck, spare)
      }
      if isStuck, let spare {
        tryOut(spare)
      } else if isStuck {
        prepareSpare()
      }
      saveDone()
    }
  }

  /// Whether a segment that is made can be written.
  private func tryOut(_ spare: Segment) {
    do throws(JournalError) {
      try spare.file.write([0], at: spare.size - 1)
      try spare.file.synchronise()
    } catch {
      return
    }
    // A commit may have begun to fail on it meanwhile.
    state.withLock { if $0.spare == spare.name.number { $0.status.failure = nil } }
  }

  /// Makes the next segment before it is needed; without one, the next commit says what is wrong. On the files' thread.
  private func prepareSpare() {
    let segment: Segment?
    do throws(JournalError) {
      segment = try prepare(atLeast: 0, inAdvance: true)
    } catch {
      segment = nil
      logger.debug("journal: no segment in advance", metadata: ["error": "\(error)"])
    }
    let late: SegmentName? = state.withLock { state in
      state.isPreparing = false
      guard let segment else { return nil }
      // One that was made meanwhile has a higher number, and what is written later must not stand before it.
      guard state.segments.keys.allSatisfy({ $0 <= segment.name.number }) else {
        state.segments[segment.name.number] = nil
        return segment.name
      }
      state.spare = segment.name.number
      if state.gone == nil { state.status.failure = nil }
      return nil
    }
    saveDone()
    if let late { try? disk.remove(late.text) }
  }

  /// A new segment full of zeros, which the disk has.
  /// - Parameter inAdvance: whether commits go on meanwhile; else one waits for it.
  private func prepare(atLeast count: Int, inAdvance: Bool) throws(JournalError) -> Segment {
    let (used, last): (Int, (at: ContinuousClock.Instant, error: JournalError)?) = state.withLock { state in
      (Journal.bytes(state.segments), state.lastFull)
    }
    // A full disk is not filled with zeros anew for each that comes.
    if let last, last.at.duration(to: .now) < .milliseconds(200) { throw last.error }
    let limit = limit(used: used, free: try disk.free())
    let size = max(segmentSize(limit), count)
    let name = state.withLock { state in
      defer { state.nextNumber += 1 }
      return SegmentName(number: state.nextNumber)
    }
    guard name.number < SegmentName.limit else {
      throw JournalError(
        .io, "the journal in \(disk.path) has a segment with the highest number there is; start again without that file"
      )
    }
    do throws(JournalError) {
      guard count <= limit else {
        throw JournalError(
          .full,
          "one request has \(count) bytes, and the journal in \(disk.path) may have \(limit) in all; send less at once, or "
            + "allow it more")
      }
      guard used + size <= limit else {
        throw JournalError(
          .full,
          "the journal has \(used) of \(limit) bytes in \(disk.path), and no room for more; see that Kafka and the "
            + "archiver are there, which empty it, and that the disk has room, or allow it more")
      }
      let file = try disk.create(name.text)
      let zeros = [UInt8](repeating: 0, count: min(size, Journal.pieceBytes))
      var place = 0
      while place < size {
        try file.write(place + zeros.count <= size ? zeros : Array(zeros[..<(size - place)]), at: place)
        place += zeros.count
        // The disk takes one piece after the other, so that a commit waits behind one at most, and not behind all.
        if inAdvance, place < size { try file.synchronise() }
      }
      try file.synchronise()
      try disk.synchronise()
      let segment = Segment(name: name, file: file, size: size)
      state.withLock { $0.segments[name.number] = segment }
      return segment
    } catch {
      try? disk.remove(name.text)
      if error.code == .full { state.withLock { $0.lastFull = (.now, error) } }
      throw error
    }
  }
}
