import Domain
import Hummingbird
import Publishing

extension Handlers {
  /// Publishes events, and waits for the ledger where the caller asked for that.
  /// - Parameters:
  ///   - onAcceptance: called once the events are accepted, before any wait.
  func record(
    _ claims: Claims, _ acknowledgement: Acknowledgement, of batch: RequestBatch, onAcceptance: () -> Void
  ) async throws(Problem) -> Recording {
    let events = claims.entries.map(\.event)
    guard case .durable(let seconds, _) = acknowledgement else {
      try await publish(events)
      remember(claims)
      onAcceptance()
      return Recording(events: events, acknowledgement: acknowledgement, durability: nil)
    }
    guard let ticket = durability.begin(events) else { throw .tooManyWait }
    defer { durability.end(ticket) }
    try await publish(events, isAwaited: true)
    remember(claims)
    onAcceptance()
    let outcome = await ticket.outcome(within: .seconds(seconds))
    let conflicts = outcome.enumerated().compactMap { index, durability -> Problem.FieldError? in
      guard case .conflict(let position) = durability else { return nil }
      return conflict(events[index], at: position, claims.kind, index, of: batch)
    }
    guard conflicts.isEmpty else { throw .conflict(conflicts) }
    return Recording(events: events, acknowledgement: acknowledgement, durability: outcome)
  }

  private func publish(_ events: [Event], isAwaited: Bool = false) async throws(Problem) {
    do throws(PublishError) { try await publisher.publish(events, isAwaited: isAwaited) } catch {
      throw .notAccepted(error)
    }
  }
}
