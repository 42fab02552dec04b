import Glibc

/// What a segment file holds.
///
/// A frame that is not sound was torn (its commit was under way when the machine failed, so nobody was answered for it),
/// or damaged later. Where a sound frame of a later commit follows, near or far, or an earlier process noted that the disk
/// had it, or the file is shorter than it was made, it was damaged. Whatever it is, sound frames behind it count.
struct SegmentScan {
  /// Bytes that are no sound frames.
  struct Hole: Hashable {
    var range: Range<Int>
    /// Whether frames of it had been on disk.
    var isDamage: Bool
  }

  /// Sound frames, in stretches of at most `most` bytes, or one frame.
  private(set) var stretches: [JournalStretch] = []
  private(set) var holes: [Hole] = []
  /// Where the last sound frame ends.
  private(set) var end = 0
  /// Whether the place up to which nothing is wanted is the end of a frame.
  private(set) var isDoneSound = false

  /// - Parameters:
  ///   - done: bytes before it are no longer wanted.
  ///   - known: bytes before it had been on disk.
  ///   - size: bytes of the file as it was made; 0 where nobody knows.
  /// - Throws: with code `newer` for a sound frame of a version that this program does not know.
  init(
    _ bytes: [UInt8], _ name: SegmentName, done: Int = 0, known: Int = 0, size: Int = 0, most: Int = 256 << 10
  ) throws(JournalError) {
    var (place, lastCommit) = (0, 0)
    isDoneSound = done == 0
    // All of a commit before a later one was on disk.
    defer {
      for index in holes.indices where holes[index].range.lowerBound < lastCommit { holes[index].isDamage = true }
    }
    while place < bytes.count {
      if let head = JournalFrame.head(in: bytes, at: place, salt: name.salt) {
        guard head.version == JournalFrame.version else {
          throw JournalError(
            .newer, "\(name.text) was written by a newer program (form \(head.version)); use that program again")
        }
        if place >= done { add(place, head.length, name.number, most) }
        place += head.length
        end = place
        lastCommit = head.commit
        if place == done { isDoneSound = true }
        continue
      }
      guard let next = SegmentScan.frame(in: bytes, behind: place, name.salt) else {
        let isCut = bytes.count < size
        let last = max(SegmentScan.lastByte(of: bytes, from: place), known, isCut ? place + 1 : place)
        if last > place { holes.append(Hole(range: place..<last, isDamage: place < known || isCut)) }
        return
      }
      holes.append(Hole(range: place..<next, isDamage: place < known))
      place = next
    }
    // It was cut short.
    if end < known || bytes.count < size { holes.append(Hole(range: end..<max(known, end + 1), isDamage: true)) }
  }

  private mutating func add(_ place: Int, _ length: Int, _ segment: UInt64, _ most: Int) {
    if let last = stretches.last, last.end == place, place + length - last.start <= most {
      stretches[stretches.count - 1].end += length
      stretches[stretches.count - 1].records += 1
    } else {
      stretches.append(JournalStretch(segment: segment, start: place, end: place + length, records: 1))
    }
  }

  /// The next sound frame behind a place.
  private static func frame(in bytes: [UInt8], behind place: Int, _ salt: UInt64) -> Int? {
    var from = place + 1
    while from < bytes.count {
      let found: Int? = bytes.withUnsafeBytes { all in
        guard let base = all.baseAddress,
          let hit = memchr(base + from, Int32(JournalFrame.magic[0]), all.count - from)
        else { return nil }
        return UnsafeRawPointer(hit) - base
      }
      guard let found else { return nil }
      if JournalFrame.head(in: bytes, at: found, salt: salt) != nil { return found }
      from = found + 1
    }
    return nil
  }

  /// Behind the last byte that is not 0, from a place on; that place where there is none.
  private static func lastByte(of bytes: [UInt8], from place: Int) -> Int {
    bytes.withUnsafeBytes { all in
      guard place < all.count, let base = all.baseAddress else { return place }
      let count = all.count - place
      // All are alike where each is as the one before it.
      if all[place] == 0, memcmp(base + place, base + place + 1, count - 1) == 0 { return place }
      var end = all.count
      while end > place, all[end - 1] == 0 { end -= 1 }
      return end
    }
  }
}
