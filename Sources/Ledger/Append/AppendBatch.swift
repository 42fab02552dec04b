import Domain
import Postgres

/// One batch while it is put together under the head's lock: which events are new, and what becomes of the others.
struct AppendBatch {
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
  private var accepted: [EventDigest: Entry] = [:]
  /// The new events, in the order of their positions: the first goes to the one behind the head's.
  private(set) var appended: [StagedEvent] = []
  private(set) var parkings: [Parking] = []
  /// The parked records that decisions in this batch name.
  var decided: [Int64: ParkedState]
  var result: AppendResult

  /// - Parameter count: about how many events there will be.
  init(head: LedgerHead, now: Timestamp, decided: [Int64: ParkedState], count: Int) {
    self.head = head
    self.decided = decided
    recordedAt = max(head.recordedAt, now)
    result = AppendResult(
      head: head.position, appended: 0, duplicates: 0, parked: 0, superseded: 0, retried: 0, discarded: 0)
    accepted.reserveCapacity(count)
    appended.reserveCapacity(count)
  }

  /// Takes a record in.
  /// - Parameter known: what the ledger has under the event's id.
  mutating func add(_ item: PlannedRecord, known: Entry?) {
    let record = item.record
    if let id = item.parkedID { return retry(id, record.outcome, known: known) }
    switch record.outcome {
    case .failure(let rejection):
      result.parked += 1
      park(
        record, (rejection.reason.rawValue, rejection.message), state: "open", (rejection.source, rejection.eventID))
    case .success(let staged): add(record, staged, known: known)
    }
  }

  /// Takes the event in, unless its id is in the ledger or earlier in this batch: then it is a duplicate, a conflict,
  /// or, from one of our own services, superseded by what it decided first.
  private mutating func add(_ record: IncomingRecord, _ staged: StagedEvent, known: Entry?) {
    let fate = judge(staged, known: known)
    switch fate {
    case .appended: if staged.isParkingDecision { decide(staged.event) }
    case .duplicate: result.duplicates += 1
    case .superseded:
      result.superseded += 1
      park(record, AppendBatch.complaint(fate, staged.event), state: "superseded", staged.event.name)
    case .conflict:
      result.parked += 1
      park(record, AppendBatch.complaint(fate, staged.event), state: "open", staged.event.name)
    }
  }

  /// What becomes of an event; a new one gets its position.
  mutating func judge(_ staged: StagedEvent, known: Entry?) -> Fate {
    var earlier = known
    if earlier == nil {
      earlier = accepted.updateValue(Entry(position: result.head + 1, hash: staged.plainHash), forKey: staged.digest)
      // The first one stands.
      if let earlier { accepted[staged.digest] = earlier }
    }
    guard let earlier else {
      result.head += 1
      result.appended += 1
      appended.append(staged)
      return .appended
    }
    if earlier.hash == staged.plainHash { return .duplicate(of: earlier.position) }
    let source = staged.event.source
    let isDecision = source.hasPrefix("/millrace/") && !source.hasPrefix("/millrace/inference")
    return isDecision ? .superseded : .conflict
  }

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
    _ record: IncomingRecord, _ complaint: (reason: String, message: String), state: String,
    _ name: (source: String?, id: String?)
  ) {
    parkings.append(
      Parking(
        record: record, reason: complaint.reason, message: complaint.message, state: state,
        afterPosition: result.head, source: name.source, eventID: name.id))
  }
}

extension Event {
  fileprivate var name: (source: String?, id: String?) { (source, id) }
}
