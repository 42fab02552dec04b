import Domain
import Wire

extension AppendBatch {
  /// What an event that was taken in at the last position decides about a parked record. Where that record is not as
  /// the decision supposes, or is another one, the event stands in the ledger and nothing else happens.
  mutating func decide(_ event: Event) {
    guard let decision = ParkingDecision(event) else { return }
    if let refusal = decision.refusal(by: decided[decision.parkedID]) {
      return result.ignored.append(
        "the decision at position \(result.head) about parked record \(decision.parkedID): \(refusal)")
    }
    guard var parked = decided[decision.parkedID] else { return }
    parked.decisionPosition = result.head
    parked.note = decision.reason
    parked.isChanged = true
    switch decision.kind {
    case .discard:
      parked.state = "discarded"
      result.discarded += 1
    case .retry:
      parked.attempts += 1
      parked.isAwaited = true
    }
    decided[decision.parkedID] = parked
  }

  /// Takes a parked record in, if the retry before it took effect: its event goes to the next position, or it stays
  /// open with what is wrong with it now.
  mutating func retry(_ id: Int64, _ outcome: Result<StagedEvent, Rejection>, known: Entry?) {
    guard var parked = decided[id], parked.isAwaited else { return }
    parked.isAwaited = false
    var appended: Event?
    switch outcome {
    case .failure(let rejection):
      parked.reason = rejection.reason.rawValue
      parked.message = rejection.message
    case .success(let staged):
      let fate = judge(staged, known: known)
      switch fate {
      case .appended:
        parked.state = "retried"
        parked.eventPosition = result.head
        appended = staged.event
        result.retried += 1
      case .duplicate(let position):
        parked.state = "retried"
        parked.eventPosition = position
        result.retried += 1
      case .superseded, .conflict:
        if case .superseded = fate { parked.state = "superseded" }
        (parked.reason, parked.message) = AppendBatch.complaint(fate, staged.event)
      }
    }
    decided[id] = parked
    if let appended { decide(appended) }
  }
}
