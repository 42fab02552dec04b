import Domain

/// The member names of the objects that are open, to find a name that an object has twice.
struct JSONNames {
  private struct Entry {
    var hash: UInt64
    var span: JSONSpan
  }

  private var entries: [Entry] = []

  /// What `end` needs to know about where an object's names start.
  var mark: Int { entries.count }

  init() { entries.reserveCapacity(64) }

  mutating func add(_ span: JSONSpan, hash: UInt64) {
    entries.append(Entry(hash: hash, span: span))
  }

  /// Closes the object whose names start at the mark; throws at a name that it has twice.
  ///
  /// Names are the same where their bytes are, once escapes are resolved.
  mutating func end(_ mark: Int, _ scanner: JSONScanner) throws(JSONError) {
    let count = entries.count - mark
    if count > 1 {
      var careful = count > 64
      for place in mark..<entries.count {
        let entry = entries[place]
        if careful || entry.span.hasEscapes {
          careful = true
          break
        }
        for earlier in mark..<place where entries[earlier].hash == entry.hash {
          careful = true
        }
      }
      if careful { try checkCarefully(mark, scanner) }
    }
    entries.removeLast(count)
  }

  private func checkCarefully(_ mark: Int, _ scanner: JSONScanner) throws(JSONError) {
    var seen = Set<ByteText>(minimumCapacity: entries.count - mark)
    for place in mark..<entries.count {
      let span = entries[place].span
      guard seen.insert(ByteText(scanner.text(span))).inserted else {
        throw JSONError(.duplicateMember, at: span.start - 1)
      }
    }
  }
}
