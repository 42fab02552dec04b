import Synchronization

/// Where senders wait for room in a producer's full queue.
///
/// A sender reads ``epoch`` before it tries, so that room made between its try and its wait is not missed.
final class RoomGate: Sendable {
  private struct State {
    var epoch: UInt64 = 0
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  var epoch: UInt64 {
    state.withLock(\.epoch)
  }

  /// Waits for the next ``open()`` after `epoch` was read; returns at once if it was already.
  func wait(after epoch: UInt64) async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let passed = state.withLock { state in
        guard state.epoch == epoch else { return true }
        state.waiters.append(continuation)
        return false
      }
      if passed { continuation.resume() }
    }
  }

  /// There may be room now: everyone tries again.
  func open() {
    let waiters = state.withLock { state in
      state.epoch &+= 1
      let waiters = state.waiters
      state.waiters = []
      return waiters
    }
    for waiter in waiters { waiter.resume() }
  }
}
