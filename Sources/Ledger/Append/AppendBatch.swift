import Domain
import Postgres

/// One batch while it is put together under the head's lock: which events are new, their positions, and the tree over them.
struct AppendBatch {
  struct Identity: Hashable {
    var source: String
    var id: String
  }

  /// Where an event stands, and what it says.
  struct Entry {
    var position: Int64
    var hash: Hash
  }

  enum Fate {
    case appended
    case duplicate(of: Int64)
    case superseded
    case conflict
  }

  let head: LedgerHead
  let recordedAt: Timestamp
  private var accepted: [Identity: Entry] = [:]
  private(set) var rejected: [Int64] = []
  private(set) var tree: MerkleFrontier
  private(set) var parkings: [Parking] = []
  /// The parked records that decisions in this batch name.
  var decided: [Int64: ParkedState]
  var result: AppendResult

  init(head: LedgerHead, now: Timestamp, decided: [Int64: ParkedState]) {
    self.head = head
    self.decided = decided
    tree = head.frontier
    recordedAt = max(head.recordedAt, now)
    result = AppendResult(
      head: head.position, appended: 0, duplicates: 0, parked: 0, superseded: 0, retried: 0, discarded: 0)
  }

  /// Takes the event in, unless its id is in the ledger or earlier in this batch: then it is a duplicate, a conflict,
  /// or, from one of our own services, superseded by what it decided first.
  mutating func add(_ record: IncomingRecord, _ staged: StagedEvent, ordinal: Int, known: Entry?) {
    let event = staged.event
    let fate = judge(staged, ordinal: ordinal, known: known)
    switch fate {
    case .appended: decide(event)
    case .duplicate: result.duplicates += 1
    case .superseded:
      result.superseded += 1
      park(record, AppendBatch.complaint(fate, event), state: "superseded", event: event)
    case .conflict:
      result.parked += 1
      park(record, AppendBatch.complaint(fate, event), state: "open", event: event)
    }
  }

  mutating func park(_ record: IncomingRecord, reason: String, message: String) {
    result.parked += 1
    park(record, (reason, message), state: "open", event: nil)
  }

  /// What becomes of an event; a new one gets its position.
  mutating func judge(_ staged: StagedEvent, ordinal: Int, known: Entry?) -> Fate {
    let event = staged.event
    let identity = Identity(source: event.source, id: event.id)
    guard let first = known ?? accepted[identity] else {
      result.head += 1
      result.appended += 1
      accepted[identity] = Entry(position: result.head, hash: staged.plainHash)
      tree.append(
        Leaf.hash(
          position: result.head, recordedAt: recordedAt, event: event, extensions: staged.extensions,
          contentHash: staged.contentHash, batch: head.batch + 1))
      return .appended
    }
    reject(ordinal)
    if first.hash == staged.plainHash { return .duplicate(of: first.position) }
    let isDecision = event.source.hasPrefix("/millrace/") && !event.source.hasPrefix("/millrace/inference")
    return isDecision ? .superseded : .conflict
  }

  /// Leaves a staged event out.
  mutating func reject(_ ordinal: Int) { rejected.append(Int64(ordinal)) }

  static func complaint(_ fate: Fate, _ event: Event) -> (reason: String, message: String) {
    if case .superseded = fate {
      return ("superseded", "the ledger holds what this service decided first under this id")
    }
    return (
      "conflict",
      "event \(event.id) of \(event.source) is in the ledger with other content; give the changed event an id of its own"
    )
  }

  private mutating func park(
    _ record: IncomingRecord, _ complaint: (reason: String, message: String), state: String, event: Event?
  ) {
    parkings.append(
      Parking(
        record: record, reason: complaint.reason, message: complaint.message, state: state,
        afterPosition: result.head, event: event))
  }
}
