import Domain
import Ledger
import Synchronization

/// The events of one request, and what the ledger has said of them.
final class DurabilityTicket: Sendable {
  private struct State {
    var durability: [Durability]
    var pending: Int
    var isFinished = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let events: [(identity: EventIdentity, hash: Hash)]
  private let state: Mutex<State>

  init(_ events: [Event]) {
    self.events = events.map { (EventIdentity($0), ContentHash.plain(of: $0)) }
    state = Mutex(State(durability: events.map { _ in .pending }, pending: events.count))
  }

  var count: Int { events.count }

  /// The events that the ledger has not said anything of.
  var pending: [EventIdentity] {
    let durability = state.withLock(\.durability)
    return zip(events, durability).compactMap { $1 == .pending ? $0.identity : nil }
  }

  /// Takes in what the ledger has.
  func settle(_ standings: [EventIdentity: LedgerReader.Standing]) {
    let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
      for (index, event) in events.enumerated() where state.durability[index] == .pending {
        guard let standing = standings[event.identity] else { continue }
        state.durability[index] =
          standing.contentHash == event.hash ? .durable(standing.position) : .conflict(standing.position)
        state.pending -= 1
      }
      guard state.pending == 0 else { return nil }
      state.isFinished = true
      return state.waiter.take()
    }
    waiter?.resume()
  }

  /// Ends the wait with what is known.
  func finish() {
    let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
      state.isFinished = true
      return state.waiter.take()
    }
    waiter?.resume()
  }

  /// Waits until the ledger has said something of every event, the time is over, or the task is cancelled.
  func outcome(within time: Duration) async -> [Durability] {
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        try? await Task.sleep(for: time)
        self.finish()
      }
      await wait()
      group.cancelAll()
    }
    return state.withLock(\.durability)
  }

  private func wait() async {
    await withCheckedContinuation { continuation in
      let isFinished = state.withLock { state in
        if !state.isFinished { state.waiter = continuation }
        return state.isFinished
      }
      if isFinished { continuation.resume() }
    }
  }
}
