import Domain
import Hummingbird
import Publishing

extension Handlers {
  /// Publishes events, and waits for the ledger where the caller asked for that.
  /// - Parameters:
  ///   - field: the member of a request that names its event, to say which one is in conflict.
  ///   - onAcceptance: called once the events are accepted, before any wait.
  func record(
    _ events: [Event], _ acknowledgement: Acknowledgement, field: String, of batch: RequestBatch,
    onAcceptance: () -> Void
  ) async throws(Problem) -> Recording {
    guard case .durable(let seconds, _) = acknowledgement else {
      try await publish(events)
      onAcceptance()
      return Recording(events: events, acknowledgement: acknowledgement, durability: nil)
    }
    guard let ticket = durability.begin(events) else { throw .tooManyWait }
    defer { durability.end(ticket) }
    try await publish(events)
    onAcceptance()
    let outcome = await ticket.outcome(within: .seconds(seconds))
    let conflicts = outcome.enumerated().compactMap { index, durability -> Problem.FieldError? in
      guard case .conflict(let position) = durability else { return nil }
      return .init(
        index: batch.place(index), field: field,
        detail: "event \(events[index].id) of \(events[index].source) is in the ledger at position \(position) with "
          + "other content; give this one an id of its own")
    }
    guard conflicts.isEmpty else { throw .conflict(conflicts) }
    return Recording(events: events, acknowledgement: acknowledgement, durability: outcome)
  }

  private func publish(_ events: [Event]) async throws(Problem) {
    do throws(PublishError) { try await publisher.publish(events) } catch { throw .notAccepted(error) }
  }
}
