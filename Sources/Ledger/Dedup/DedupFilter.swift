import Postgres
import Synchronization

/// What an archiver remembers of all ids in the ledger, so that it need not look new ones up: 2 bytes for each.
///
/// It speaks for the ledger's events up to a position, and only as long as the ledger still has the batch that ended
/// there, with the same chain hash: a database that was restored meanwhile makes it forget everything. What it does not
/// speak for is looked up. So it may be behind, or empty, and the ledger stays right; it only becomes slower.
///
/// For one archiver, which appends one batch at a time.
package final class DedupFilter: Sendable {
  private struct State {
    var generations: Generations
    /// By the first generation of their segment.
    var filters: [Int: BloomFilter] = [:]
    /// Every event up to here is in the filters; others may be.
    var end = LedgerEnd()
    /// The youngest generation when the ledger was found not to have all ids that it should.
    var refused = -1

    init(_ generations: Generations) { self.generations = generations }
  }

  /// What is to be looked up for a batch.
  struct Sight {
    /// Everything is known of the generations before this one.
    var complete: Int
    /// Which digests may be in the ledger, and in which generations.
    var suspects: [(index: Int, generations: Range<Int>)]
  }

  private let state: Mutex<State>

  /// - Parameter generations: as in the database; `load` takes them from there.
  package init(_ generations: Generations = Generations()) { state = Mutex(State(generations)) }

  var generations: Generations { state.withLock(\.generations) }

  /// Which of a batch's digests may be in the ledger.
  /// - Parameter digests: best in ascending order.
  func look(_ digests: [EventDigest]) -> Sight {
    state.withLock { state in
      var sight = Sight(complete: state.generations.complete(at: state.end.position), suspects: [])
      for (first, filter) in state.filters {
        for (index, digest) in digests.enumerated() where filter.mayContain(digest) {
          sight.suspects.append((index, Generations.segment(of: first)))
        }
      }
      return sight
    }
  }

  /// Whether the ledger still has what the filter speaks for; it forgets everything where not.
  /// - Parameter head: the ledger's end, its lock held.
  func isValid(_ db: PostgresSession, at head: LedgerHead) throws -> Bool {
    let end = state.withLock(\.end)
    let isValid: Bool
    if end.position == 0 {
      isValid = true
    } else if end.position >= head.position {
      isValid = end == LedgerEnd(head)
    } else {
      let row = try db.query("SELECT chain_hash FROM ledger.batch WHERE batch = $1", [.int(end.batch)]).first
      isValid = try row?.bytes(0) == end.chainHash.bytes
    }
    if !isValid { state.withLock { $0 = State($0.generations) } }
    return isValid
  }

  /// Remembers events that this archiver has committed.
  /// - Parameters:
  ///   - digests: best in ascending order.
  ///   - before: the position before the first of them.
  func add(_ digests: some Sequence<EventDigest>, after before: Int64, end: LedgerEnd) {
    guard end.position > before else { return }
    state.withLock { state in
      // Where a batch comes to more than one, it does no harm that the filters of each have all of it.
      let generations = state.generations
      for generation in generations.generation(of: before + 1)...generations.generation(of: end.position) {
        insert(digests, generation, &state)
      }
      // Where another archiver wrote in between, the filter stays behind until it is loaded.
      if state.end.position == before { state.end = end }
    }
  }

  /// Whether a generation has ended that the filter does not speak for.
  package func isBehind(_ head: Int64) -> Bool {
    state.withLock { state in
      let youngest = state.generations.generation(of: head)
      return state.generations.complete(at: state.end.position) < youngest && state.refused < youngest
    }
  }

  /// Reads what it does not have from the ledger, up to the head; about half a second for a generation.
  /// - Returns: false where the ledger does not have all the ids it should, as while it is being restored: then the filter
  ///   speaks for no more than before.
  @discardableResult
  package func load(_ db: PostgresSession) throws -> Bool {
    let generations = try Generations.read(db)
    state.withLock { if $0.generations != generations { $0 = State(generations) } }
    let head = try LedgerReader.head(db)
    _ = try isValid(db, at: head)
    guard state.withLock({ $0.end.position }) < head.position else { return true }
    var isWhole = true
    // What comes in meanwhile may be read too, and does no harm.
    let first = state.withLock { generations.complete(at: $0.end.position) }
    for generation in first...generations.generation(of: head.position) {
      var count = 0
      for part in 0..<16 {
        let digit = String(part, radix: 16)
        let bytes = try db.query(
          """
          SELECT string_agg(uuid_send(digest), ''::bytea) FROM ledger.event_id
          WHERE generation = $1::int AND digest BETWEEN $2 AND $3
          """,
          [
            .int(Int64(generation)), .uuid(digit + String(repeating: "0", count: 31)),
            .uuid(digit + String(repeating: "f", count: 31)),
          ]
        ).first?.optionalBytes(0)
        guard let bytes else { continue }
        count += bytes.count / 16
        bytes.withUnsafeBytes { bytes in
          let digests = stride(from: 0, to: bytes.count, by: 16).lazy.map { start in
            EventDigest(bytes: UnsafeRawBufferPointer(rebasing: bytes[start...]))
          }
          state.withLock { insert(digests, generation, &$0) }
        }
      }
      if count < generations.due(generation, at: head.position) { isWhole = false }
    }
    state.withLock { state in
      if isWhole { state.end = LedgerEnd(head) } else { state.refused = generations.generation(of: head.position) }
    }
    return isWhole
  }

  private func insert(_ digests: some Sequence<EventDigest>, _ generation: Int, _ state: inout State) {
    let segment = Generations.segment(of: generation)
    let capacity = segment.count * state.generations.size
    func insert(_ filter: inout BloomFilter) { for digest in digests { filter.insert(digest) } }
    insert(&state.filters[segment.lowerBound, default: BloomFilter(capacity: capacity)])
  }
}
