import Glibc
import Synchronization

/// The end of a pipe by whose closing a ``ChildProcess`` learns that it is to end.
final class Lifeline: Sendable {
  private let descriptor: Mutex<Int32?>

  init(descriptor: Int32) {
    self.descriptor = Mutex(descriptor)
  }

  deinit {
    cut()
  }

  var isWhole: Bool {
    descriptor.withLock { $0 != nil }
  }

  /// Closes it; false when it was closed already.
  @discardableResult
  func cut() -> Bool {
    guard let descriptor = descriptor.withLock({ $0.take() }) else { return false }
    close(descriptor)
    return true
  }
}
