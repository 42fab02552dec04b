import Domain
import Publishing
import Synchronization
import TestSupport
import Testing

/// The journal over a disk that loses, tears and refuses what was not synchronised.
@Suite struct JournalDiskTests {
  /// What several callers got for an answer, over the lives of a machine.
  private final class Callers: Sendable {
    struct Notes {
      var asked: Set<String> = []
      /// Each caller's, in its order.
      var acknowledged: [[String]]
      var refused = 0
    }
    let notes: Mutex<Notes>
    init(_ count: Int) { notes = Mutex(Notes(acknowledged: Array(repeating: [], count: count))) }

    func ask(_ journal: Journal, caller: Int, from first: Int, count: Int, size: Int) async {
      for number in first..<(first + count) {
        let names = (0...(number % 3)).map { "\(caller).\(number).\($0)" }
        notes.withLock { $0.asked.formUnion(names) }
        do {
          try await journal.append(names.map { record($0, bytes: (number * 37 + caller * 11) % size) })
          notes.withLock { $0.acknowledged[caller] += names }
        } catch {
          notes.withLock { $0.refused += 1 }
        }
      }
    }
  }

  @Test(arguments: 0..<60) func keepsWhatWasAcknowledged(seed: UInt64) async throws {
    var random = SplitMix(state: seed)
    let configuration = JournalConfiguration(folder: "", segmentBytes: 2_048 << Int(random.next() % 4))
    var disk = FaultyDisk(seed: random.next())
    let callers = Callers(3)
    for life in 0..<4 {
      let listener = NotingListener()
      let (journal, found) = try open(disk, configuration, listener: listener)
      try await expectAll(callers, in: journal, found, "seed \(seed), life \(life)")
      #expect(journal.status.damagedBytes == 0, "seed \(seed): what was not synchronised is no damage")
      if random.next() & 1 == 0 {
        disk.set(.init(write: Int(random.next() % 60), synchronise: Int(random.next() % 60), create: 20))
      }
      let dead = disk
      await withTaskGroup(of: Void.self) { group in
        let count = 1 + Int(random.next() % 30)
        for caller in 0..<3 {
          group.addTask {
            await callers.ask(journal, caller: caller, from: life * 1_000, count: count, size: 900)
            // The machine fails while others are being answered.
            if caller == 0 { dead.state.withLock { $0.isDead = true } }
          }
        }
      }
      disk = disk.crash()
      await journal.close()
    }
    let (journal, found) = try open(disk, configuration)
    try await expectAll(callers, in: journal, found, "seed \(seed), the end")
    await journal.close()
    let notes = callers.notes.withLock(\.self)
    #expect(notes.acknowledged.joined().count > 0 && notes.refused < notes.asked.count)
  }

  /// All that was acknowledged is there, each caller's in its order, and nothing that nobody asked for.
  private func expectAll(
    _ callers: Callers, in journal: Journal, _ found: [JournalStretch], _ comment: Comment
  ) async throws {
    let kept = try await journal.names(found)
    let notes = callers.notes.withLock(\.self)
    #expect(Set(kept).isSubset(of: notes.asked), comment)
    #expect(Set(kept).count == kept.count, comment)
    let places = Dictionary(zip(kept, kept.indices)) { first, _ in first }
    for acknowledged in notes.acknowledged {
      let order = acknowledged.compactMap { places[$0] }
      #expect(order.count == acknowledged.count, comment)
      #expect(order == order.sorted(), comment)
    }
  }

  /// What the ledger has may be let go of at any moment; the rest stays.
  @Test(arguments: 0..<40) func forgetsOnlyWhatWasReleased(seed: UInt64) async throws {
    var random = SplitMix(state: seed &+ 1_000)
    let configuration = JournalConfiguration(folder: "", segmentBytes: 4_096)
    let disk = FaultyDisk(seed: random.next())
    let listener = NotingListener()
    let (journal, _) = try open(disk, configuration, listener: listener)
    for number in 0..<80 { try await journal.append([record("r\(number)", bytes: number * 7)]) }
    let stretches = listener.written.withLock(\.self)
    let gone = Int(random.next() % 80)
    journal.release(Array(stretches[..<gone]))
    // What comes before it on the same thread is done.
    _ = try await journal.records([stretches[79]])
    let (next, found) = try open(disk.crash(), configuration)
    let kept = try await next.names(found)
    #expect(kept.suffix(80 - gone) == (gone..<80).map { "r\($0)" })
    // Of the rest some may come back.
    let numbers = kept.compactMap { Int($0.dropFirst()) }
    #expect(numbers == Set(numbers).sorted())
    await journal.close()
    await next.close()
  }

  /// A synchronisation that failed counts for nothing, and nothing is written behind it.
  @Test func neverWritesASegmentAgainThatFailed() async throws {
    let disk = FaultyDisk(seed: 7)
    let listener = NotingListener()
    let (journal, _) = try open(disk, JournalConfiguration(folder: "", segmentBytes: 1 << 16), listener: listener)
    try await journal.append([record("a")])
    disk.set(.init(synchronise: 1_000))
    let error = await #expect(throws: JournalError.self) { try await journal.append([record("b")]) }
    #expect(error?.code == .io && error?.message.contains("may have been recorded") == true)
    #expect(journal.status.failure?.code == .io)
    disk.set(.init())
    try await journal.append([record("c")])
    #expect(journal.status.failure == nil)
    let segments = listener.written.withLock { $0.map(\.segment) }
    #expect(segments.count == 2 && segments[0] != segments[1])
    let (next, found) = try open(disk.crash(), JournalConfiguration(folder: "", segmentBytes: 1 << 16))
    let kept = try await next.names(found)
    #expect(kept == ["a", "c"] || kept == ["a", "b", "c"])
    await journal.close()
    await next.close()
  }
}
