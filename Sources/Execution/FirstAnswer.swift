import Synchronization

/// What one of several gives first; what comes later counts for nothing.
final class FirstAnswer<Value: Sendable>: Sendable {
  private enum State {
    case open
    case awaited(CheckedContinuation<Value?, Never>)
    case given(Value?)
  }

  private let state = Mutex(State.open)

  /// - Parameter value: nil says that there will be none.
  func give(_ value: Value?) {
    let waiter = state.withLock { state -> CheckedContinuation<Value?, Never>? in
      switch state {
      case .open: state = .given(value)
      case .given: break
      case .awaited(let waiter):
        state = .given(value)
        return waiter
      }
      return nil
    }
    waiter?.resume(returning: value)
  }

  /// To be asked for once.
  var value: Value? {
    get async {
      await withCheckedContinuation { continuation in
        let given: Value?? = state.withLock { state in
          if case .given(let value) = state { return .some(value) }
          state = .awaited(continuation)
          return nil
        }
        if let given { continuation.resume(returning: given) }
      }
    }
  }
}
