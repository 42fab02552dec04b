import NIOCore
import Synchronization

/// A connection, and since when it waits for its caller.
final class OpenConnection: Sendable {
  let channel: any Channel
  /// When the wait began, in nanoseconds of the event loops' clock.
  private let waiting = Atomic<UInt64>(OpenConnection.serviceTurn)
  /// No clock ever says that.
  private static let serviceTurn = UInt64.max

  init(_ channel: any Channel) { self.channel = channel }

  /// In nanoseconds of the event loops' clock; nil: it is the service's turn.
  var waitsSince: UInt64? {
    let since = waiting.load(ordering: .relaxed)
    return since == OpenConnection.serviceTurn ? nil : since
  }

  func wait(since: NIODeadline?) {
    waiting.store(since?.uptimeNanoseconds ?? OpenConnection.serviceTurn, ordering: .relaxed)
  }
}
