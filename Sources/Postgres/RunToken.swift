import Execution
import Glibc
import Synchronization

/// The cancellation of one closure that runs on a connection.
///
/// Between `attach` and `settle` a cancelled token keeps asking the server to cancel what the connection runs. A server
/// that does not heed it within ``patience``, as one that stands still, has the connection cut under it.
final class RunToken: Sendable {
  /// How long the server may take to cancel.
  static let patience = Duration.seconds(1)

  private struct State {
    var handle: CancelHandle?
    var descriptor: Int32?
    var isSettled = false
    /// A request is under way.
    var isAsking = false
  }

  private let state = Mutex(State())
  private let cancelled = Atomic(false)

  var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

  /// Says which connection the closure runs on, and its socket.
  func attach(_ handle: CancelHandle?, descriptor: Int32?) {
    state.withLock { ($0.handle, $0.descriptor) = (handle, descriptor) }
  }

  /// The connection is about to be closed: its socket's number is somebody else's soon.
  func detach() {
    state.withLock { ($0.handle, $0.descriptor) = (nil, nil) }
  }

  /// Nothing is cancelled on the server from here on.
  /// - Returns: false where a request is still under way, which may cancel what the connection does next: it is to be
  ///   closed.
  func settle() -> Bool {
    state.withLock { $0.isSettled = true }
    for _ in 0..<1_000 {
      if !state.withLock(\.isAsking) { return true }
      usleep(1_000)
    }
    return false
  }

  /// Marks the closure as cancelled, and sees to it that it ends; on threads of its own, since asking the server blocks.
  func cancel() {
    guard !cancelled.exchange(true, ordering: .acquiringAndReleasing) else { return }
    let executor = ThreadExecutor(name: "pg-cancel")
    executor.submit { [self] in cancelUntilSettled() }
    executor.shutdown()
  }

  /// Asks the server to cancel, again and again until the token is settled: a request that arrives between
  /// two statements is lost. Blocks.
  private func cancelUntilSettled() {
    let deadline = ContinuousClock.now + RunToken.patience
    var pause: UInt32 = 10_000
    while !state.withLock(\.isSettled) {
      ask()
      usleep(pause)
      pause = min(pause * 2, 500_000)
      guard ContinuousClock.now > deadline else { continue }
      state.withLock { state in
        if !state.isSettled, let open = state.descriptor { shutdown(open, Int32(SHUT_RDWR)) }
      }
    }
  }

  /// On one more thread: a server that stands still takes the request and never answers.
  private func ask() {
    let handle = state.withLock { state -> CancelHandle? in
      guard !state.isSettled, !state.isAsking, let handle = state.handle else { return nil }
      state.isAsking = true
      return handle
    }
    guard let handle else { return }
    let executor = ThreadExecutor(name: "pg-cancel-ask")
    executor.submit { [self] in
      handle.cancel()
      state.withLock { $0.isAsking = false }
    }
    executor.shutdown()
  }
}
