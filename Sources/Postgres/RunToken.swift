import Glibc
import Synchronization

/// The cancellation of one closure that runs on a connection.
///
/// Between `attach` and `settle` a cancelled token keeps asking the server to cancel what the connection runs;
/// asking happens under the lock, so that nothing is asked once `settle` has returned and the connection
/// serves somebody else.
final class RunToken: Sendable {
  private struct State {
    var handle: CancelHandle?
    var isSettled = false
  }

  private let state = Mutex(State())
  private let cancelled = Atomic(false)

  var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

  /// Says which connection the closure runs on.
  func attach(_ handle: CancelHandle?) {
    state.withLock { $0.handle = handle }
  }

  /// Nothing is cancelled on the server from here on.
  func settle() {
    state.withLock { $0.isSettled = true }
  }

  /// Marks the closure as cancelled; returns false when it already was.
  func markCancelled() -> Bool {
    !cancelled.exchange(true, ordering: .acquiringAndReleasing)
  }

  /// Asks the server to cancel, again and again until the token is settled: a request that arrives between
  /// two statements is lost. Blocks.
  func cancelUntilSettled() {
    var pause: UInt32 = 10_000
    while askServer() {
      usleep(pause)
      pause = min(pause * 2, 500_000)
    }
  }

  private func askServer() -> Bool {
    state.withLock { state in
      if !state.isSettled { state.handle?.cancel() }
      return !state.isSettled
    }
  }
}
