import NIOCore
import Synchronization

/// A connection, and since when it waits for its caller.
final class OpenConnection: Sendable {
  let channel: any Channel
  /// When the wait began, in nanoseconds of NIO's clock; 0: it is the service's turn.
  private let waiting = Atomic<UInt64>(0)

  init(_ channel: any Channel) { self.channel = channel }

  var waitsSince: UInt64? {
    let since = waiting.load(ordering: .relaxed)
    return since == 0 ? nil : since
  }

  func wait(since: NIODeadline?) { waiting.store(since?.uptimeNanoseconds ?? 0, ordering: .relaxed) }
}
