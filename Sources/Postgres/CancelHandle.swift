import CLibPQ

/// What libpq needs to cancel the statement that a connection is running.
///
/// `@unchecked Sendable`: the pointer never changes, `PQcancel` only reads what it points to and may be called
/// from any thread (libpq documentation, `PQcancel`), and it is freed only in `deinit`.
final class CancelHandle: @unchecked Sendable {
  private let pointer: OpaquePointer

  init?(connection: OpaquePointer) {
    guard let pointer = PQgetCancel(connection) else { return nil }
    self.pointer = pointer
  }

  deinit { PQfreeCancel(pointer) }

  /// Asks the server to cancel; returns when the server has been asked. A failure only means that the statement
  /// goes on, so nothing is thrown.
  func cancel() {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { text in
      _ = PQcancel(pointer, text.baseAddress, Int32(text.count))
    }
  }
}
