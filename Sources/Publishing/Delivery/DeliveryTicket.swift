import Synchronization

/// Waits for what becomes of one `submit`, but not for ever: see `DeliveryDeadlines`.
final class DeliveryTicket: Sendable {
  enum Outcome: Sendable {
    /// Each record's outcome, in their order.
    case decided([RecordSender.Outcome])
    /// Nobody knows yet; the records may still be delivered.
    case late
  }

  private struct State {
    var outcome: Outcome?
    var waiter: CheckedContinuation<Outcome, Never>?
  }

  private let state = Mutex(State())

  /// The first outcome stands.
  func settle(_ outcome: Outcome) {
    let waiter: CheckedContinuation<Outcome, Never>? = state.withLock { state in
      guard state.outcome == nil else { return nil }
      state.outcome = outcome
      return state.waiter.take()
    }
    waiter?.resume(returning: outcome)
  }

  /// Waits for the outcome; `late` when the task is cancelled.
  func outcome() async -> Outcome {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let outcome: Outcome? = state.withLock { state in
          if state.outcome == nil { state.waiter = continuation }
          return state.outcome
        }
        if let outcome { continuation.resume(returning: outcome) }
      }
    } onCancel: {
      settle(.late)
    }
  }
}
