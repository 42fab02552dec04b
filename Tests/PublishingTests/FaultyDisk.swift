import Domain
import Publishing
import Synchronization
import TestSupport

/// A disk in memory that does what a disk may do: of what was not synchronised, it loses, keeps and tears, sector by sector
/// and entry by entry, when the machine fails; and it refuses writes and synchronisations.
final class FaultyDisk: JournalDisk {
  static let sector = 512

  /// How likely each call fails, of a thousand.
  struct Odds: Sendable {
    var write = 0
    var synchronise = 0
    var create = 0
  }

  final class Content: Sendable {
    struct Bytes {
      /// As the program sees them.
      var seen: [UInt8] = []
      /// As they are on the disk.
      var kept: [UInt8] = []
      var unsynchronised: Set<Int> = []
    }
    let bytes = Mutex(Bytes())
  }

  struct State {
    var random: SplitMix
    var odds = Odds()
    var capacity = 1 << 40
    /// Whether it has no room for another file, whatever room for bytes it has.
    var isOutOfFiles = false
    /// As the program sees the folder, and as it is on the disk.
    var seen: [String: Content] = [:]
    var kept: [String: Content] = [:]
    var isDead = false
  }

  let path = "memory"
  let state: Mutex<State>

  init(seed: UInt64, kept: [String: Content] = [:]) {
    state = Mutex(State(random: SplitMix(state: seed), seen: kept, kept: kept))
  }

  func set(_ odds: Odds) { state.withLock { $0.odds = odds } }

  private func fails(_ odds: (Odds) -> Int) -> Bool {
    state.withLock { state in
      if state.isDead { return true }
      return Int(state.random.next() % 1_000) < odds(state.odds)
    }
  }

  static func refusal(_ what: String) -> JournalError { JournalError(.io, "the disk refuses \(what)") }

  func names() throws(JournalError) -> [String] { state.withLock { $0.seen.keys.sorted() } }

  func create(_ name: String) throws(JournalError) -> any JournalFile {
    guard !fails(\.create) else { throw FaultyDisk.refusal("a new file") }
    guard !state.withLock(\.isOutOfFiles) else { throw JournalError(.full, "no room for another file") }
    let content = Content()
    state.withLock { $0.seen[name] = content }
    return File(disk: self, content: content)
  }

  func open(_ name: String) throws(JournalError) -> any JournalFile {
    guard let content = state.withLock({ $0.seen[name] }) else { throw FaultyDisk.refusal("a file that is not there") }
    return File(disk: self, content: content)
  }

  func rename(_ name: String, to new: String) throws(JournalError) {
    state.withLock { $0.seen[new] = $0.seen.removeValue(forKey: name) }
  }

  func remove(_ name: String) throws(JournalError) { state.withLock { _ = $0.seen.removeValue(forKey: name) } }

  func synchronise() throws(JournalError) {
    guard !fails(\.synchronise) else { throw FaultyDisk.refusal("to note its files") }
    state.withLock { $0.kept = $0.seen }
  }

  func free() throws(JournalError) -> Int { state.withLock(\.capacity) }

  /// The machine fails: nothing is written any more.
  /// - Returns: what the next program finds.
  func crash() -> FaultyDisk {
    let (kept, seen, seed) = state.withLock { state in
      state.isDead = true
      return (state.kept, state.seen, state.random.next())
    }
    var random = SplitMix(state: seed)
    var found = kept
    // Entries that the disk was not told of may be there or not, one by one.
    for (name, content) in seen where kept[name] !== content && random.next() & 1 == 0 { found[name] = content }
    for name in kept.keys where seen[name] == nil && random.next() & 1 == 0 { found[name] = nil }
    for content in found.values { FaultyDisk.tear(content, &random) }
    return FaultyDisk(seed: random.next(), kept: found)
  }

  private static func tear(_ content: Content, _ random: inout SplitMix) {
    content.bytes.withLock { bytes in
      for sector in bytes.unsynchronised.sorted() {
        let range = (sector * FaultyDisk.sector)..<min((sector + 1) * FaultyDisk.sector, bytes.seen.count)
        guard !range.isEmpty else { continue }
        if bytes.kept.count < range.upperBound {
          bytes.kept += [UInt8](repeating: 0, count: range.upperBound - bytes.kept.count)
        }
        switch random.next() % 4 {
        case 0: break
        case 1:
          let cut = range.lowerBound + Int(random.next() % UInt64(range.count))
          bytes.kept.replaceSubrange(range.lowerBound..<cut, with: bytes.seen[range.lowerBound..<cut])
        default: bytes.kept.replaceSubrange(range, with: bytes.seen[range])
        }
      }
      bytes.seen = bytes.kept
      bytes.unsynchronised = []
    }
  }

  final class File: JournalFile {
    let disk: FaultyDisk
    let content: Content

    init(disk: FaultyDisk, content: Content) {
      self.disk = disk
      self.content = content
    }

    func size() throws(JournalError) -> Int { content.bytes.withLock(\.seen.count) }

    func isThere() -> Bool { true }

    func write(_ new: [UInt8], at place: Int) throws(JournalError) {
      let isRefused = disk.fails(\.write)
      let count = isRefused ? Int(disk.state.withLock { $0.random.next() } % UInt64(new.count + 1)) : new.count
      guard !disk.state.withLock(\.isDead) else { throw FaultyDisk.refusal("everything") }
      content.bytes.withLock { bytes in
        let end = place + count
        if bytes.seen.count < end { bytes.seen += [UInt8](repeating: 0, count: end - bytes.seen.count) }
        bytes.seen.replaceSubrange(place..<end, with: new[..<count])
        if count > 0 {
          bytes.unsynchronised.formUnion(place / FaultyDisk.sector...(end - 1) / FaultyDisk.sector)
        }
      }
      if isRefused { throw FaultyDisk.refusal("a write") }
    }

    /// Where it fails, some sectors are on the disk and some are not, and none is tried again.
    func synchronise() throws(JournalError) {
      if disk.fails(\.synchronise) {
        var random = SplitMix(state: disk.state.withLock { $0.random.next() })
        content.bytes.withLock { bytes in
          let seen = bytes.seen
          FaultyDisk.tearInPlace(&bytes, &random)
          // The program goes on to see what it wrote.
          bytes.seen = seen
        }
        throw FaultyDisk.refusal("to synchronise")
      }
      content.bytes.withLock { bytes in
        bytes.kept = bytes.seen
        bytes.unsynchronised = []
      }
    }

    func read(from place: Int, count: Int) throws(JournalError) -> [UInt8] {
      content.bytes.withLock { bytes in
        let end = count > bytes.seen.count - place ? bytes.seen.count : place + count
        return place < end ? Array(bytes.seen[place..<end]) : []
      }
    }
  }

  private static func tearInPlace(_ bytes: inout Content.Bytes, _ random: inout SplitMix) {
    for sector in bytes.unsynchronised.sorted() where random.next() & 1 == 0 {
      let range = (sector * FaultyDisk.sector)..<min((sector + 1) * FaultyDisk.sector, bytes.seen.count)
      guard !range.isEmpty else { continue }
      if bytes.kept.count < range.upperBound {
        bytes.kept += [UInt8](repeating: 0, count: range.upperBound - bytes.kept.count)
      }
      bytes.kept.replaceSubrange(range, with: bytes.seen[range])
    }
    bytes.unsynchronised = []
  }
}
