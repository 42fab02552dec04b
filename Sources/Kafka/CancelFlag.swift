import Synchronization

/// Tells a wait on another thread that its task was cancelled.
final class CancelFlag: Sendable {
  private let flag = Atomic(false)

  var isSet: Bool {
    flag.load(ordering: .acquiring)
  }

  func set() {
    flag.store(true, ordering: .releasing)
  }
}
