import Synchronization

/// Ends the waits for deliveries that take too long. All may take equally long, so that one queue and one timer do.
final class DeliveryDeadlines: Sendable {
  private struct State {
    var isClosed = false
    /// In the order of their deadlines; those that are settled stay until theirs.
    var waiting: [(deadline: ContinuousClock.Instant, ticket: DeliveryTicket)] = []
  }

  private let time: Duration
  private let state = Mutex(State())

  init(time: Duration) { self.time = time }

  /// The ticket is settled as late when its time is over, and at once after `close()`.
  func add(_ ticket: DeliveryTicket) {
    let deadline = ContinuousClock.now + time
    let isClosed = state.withLock { state in
      if !state.isClosed { state.waiting.append((deadline, ticket)) }
      return state.isClosed
    }
    if isClosed { ticket.settle(.late) }
  }

  /// Watches until the task is cancelled.
  func run() async {
    while (try? await Task.sleep(for: time / 10)) != nil { expire(before: .now) }
  }

  /// Nobody waits any more.
  func close() {
    let rest = state.withLock { state in
      state.isClosed = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for (_, ticket) in rest { ticket.settle(.late) }
  }

  private func expire(before now: ContinuousClock.Instant) {
    let late = state.withLock { state in
      let count = state.waiting.firstIndex { $0.deadline > now } ?? state.waiting.count
      defer { state.waiting.removeFirst(count) }
      return state.waiting.prefix(count).map(\.ticket)
    }
    for ticket in late { ticket.settle(.late) }
  }
}
