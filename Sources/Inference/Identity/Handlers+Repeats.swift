import Domain
import Ledger

extension Handlers {
  /// What one request would record, some of it under ids of the caller's choice.
  struct Claims {
    /// In the request's order.
    var entries: [RecentEvents.Entry]
    /// Which of them have an id of the caller's.
    var named: [Int]
    var kind: Kind
    /// The request's key; nil without one.
    var key: RecentKeys.Use?

    enum Kind: String {
      case decision
      case feedback
    }
  }

  /// Looks at ids that were used before: what says the same again is taken as the first said it, and answered the same.
  /// Under other content the first stands: the ledger is asked whether it has it. Times do not count in what the ledger
  /// compares, so another one that the caller states is seen here alone, as is a key that came with another request.
  /// - Throws: `Problem` 409 where it does. Where that is not known, the event is recorded all the same; the ledger will
  ///   park it, and it is counted.
  func settleRepeats(_ claims: inout Claims, of batch: RequestBatch) async throws(Problem) {
    if let key = claims.key, keys.isTaken(key) {
      metrics.countConflict(claims.kind.rawValue, loop: claims.entries[0].event.loop, answer: .conflict)
      throw .usedKey(key.key)
    }
    var conflicts: [Problem.FieldError] = []
    var asked: [Int] = []
    var others: Set<Int> = []
    for index in claims.named {
      let entry = claims.entries[index]
      guard let first = recent[entry.event] else {
        // A decision's id is seldom used twice, and a look at the ledger for each would cost more than the decision.
        if claims.kind == .feedback { asked.append(index) }
        continue
      }
      if first.isSame(entry.event, asked: entry.asked) {
        if let time = entry.statedAt, time != first.event.occurredAt {
          conflicts.append(conflict(entry.event, of: first.event.occurredAt, claims.kind, index, of: batch))
        }
        claims.entries[index] = first
      } else {
        asked.append(index)
        others.insert(index)
      }
    }
    guard conflicts.isEmpty else { throw .conflict(conflicts) }
    guard !asked.isEmpty else { return }
    let events = asked.map { claims.entries[$0].event }
    let standings = await lookup.standings(of: Set(events.map { EventIdentity($0) })) ?? [:]
    for (index, event) in zip(asked, events) {
      if let standing = standings[EventIdentity(event)] {
        guard standing.contentHash != ContentHash.plain(of: event) else { continue }
        conflicts.append(conflict(event, at: standing.position, claims.kind, index, of: batch))
      } else if others.contains(index) {
        metrics.countConflict(claims.kind.rawValue, loop: event.loop, answer: .accepted)
      }
    }
    guard conflicts.isEmpty else { throw .conflict(conflicts) }
  }

  /// Keeps what was accepted for later requests.
  func remember(_ claims: Claims) {
    for index in claims.named { recent.remember(claims.entries[index]) }
    if let key = claims.key { keys.remember(key) }
  }

  /// Counts an event that says the same as an accepted one, but for its time, and says where it is.
  private func conflict(
    _ event: Event, of time: Timestamp, _ kind: Claims.Kind, _ index: Int, of batch: RequestBatch
  ) -> Problem.FieldError {
    metrics.countConflict(kind.rawValue, loop: event.loop, answer: .conflict)
    return batch.error(
      index, ["occurred_at"],
      "event \(event.id) of \(event.source) was accepted with the time \(time.text), which stands; send it with that "
        + "time, or with an id of its own")
  }

  /// Counts a conflict that is answered with 409, and says where it is.
  func conflict(
    _ event: Event, at position: Int64, _ kind: Claims.Kind, _ index: Int, of batch: RequestBatch
  ) -> Problem.FieldError {
    metrics.countConflict(kind.rawValue, loop: event.loop, answer: .conflict)
    let field = kind == .decision ? "interaction_id" : "feedback_id"
    return batch.error(
      index, [field],
      "event \(event.id) of \(event.source) is in the ledger at position \(position) with other content; give this one "
        + "an id of its own")
  }
}
