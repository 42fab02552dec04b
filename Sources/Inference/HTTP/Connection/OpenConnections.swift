import NIOCore
import Synchronization

/// The connections of a server, so that there are no more than it can have. Where there are as many, those that wait for
/// their callers for the longest make room for new ones: who asks at once is answered, however many others sit there and
/// say nothing. It is used from the loops of all of them, and so is told the time; their clocks are the same.
final class OpenConnections: Sendable {
  private struct State {
    var open: [ObjectIdentifier: OpenConnection] = [:]
    /// Those that were told to close, and have not done so yet.
    var leaving: Set<ObjectIdentifier> = []
  }

  /// Nobody who has come, or was answered, just now has to go.
  private static let grace = TimeAmount.milliseconds(100)

  let most: Int
  private let state = Mutex(State())
  private let open = Atomic(0)

  init(most: Int) { self.most = most }

  var count: Int { open.load(ordering: .relaxed) }

  /// Whether there are as many as there may be; a batch that was taken together may be more.
  var isFull: Bool { count >= most }

  /// The entry of a connection, which is counted until it is closed.
  /// - Parameter now: the event loop's time, from which a new one waits for its caller.
  func entry(_ channel: any Channel, now: NIODeadline) -> OpenConnection {
    let id = ObjectIdentifier(channel)
    let (entry, isNew) = state.withLock { state in
      if let known = state.open[id] { return (known, false) }
      let entry = OpenConnection(channel)
      // Until it has said anything.
      entry.wait(since: now)
      state.open[id] = entry
      return (entry, true)
    }
    guard isNew else { return entry }
    open.add(1, ordering: .relaxed)
    channel.closeFuture.whenComplete { [self] _ in
      state.withLock {
        $0.open[id] = nil
        $0.leaving.remove(id)
      }
      open.subtract(1, ordering: .relaxed)
    }
    return entry
  }

  /// Makes room for a few connections, where there is none and none is being made.
  /// - Parameters:
  ///   - now: the event loop's time.
  ///   - isShort: whether there is none although there are fewer than there may be: something else in the process has the
  ///     descriptors.
  func makeRoom(now: NIODeadline, isShort: Bool = false) {
    let leaving = state.withLock { state -> [OpenConnection] in
      let left = state.open.count - state.leaving.count
      guard left >= most || isShort && state.leaving.isEmpty else { return [] }
      let before = now - OpenConnections.grace
      let waiting = state.open.compactMap {
        id, entry -> (since: UInt64, id: ObjectIdentifier, entry: OpenConnection)? in
        guard !state.leaving.contains(id), let since = entry.waitsSince, since < before.uptimeNanoseconds else {
          return nil
        }
        return (since, id, entry)
      }
      let chosen = waiting.sorted { $0.since < $1.since }.prefix(max(0, left - most) + max(1, most / 16))
      for one in chosen { state.leaving.insert(one.id) }
      return chosen.map(\.entry)
    }
    for entry in leaving {
      entry.channel.eventLoop.execute { [self] in
        // Its request may have come in between.
        if entry.waitsSince != nil { return PaceHandler.close(entry.channel) }
        state.withLock { _ = $0.leaving.remove(ObjectIdentifier(entry.channel)) }
      }
    }
  }
}
