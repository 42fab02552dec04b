import Logging
import Postgres
import Synchronization

/// When the ledger, or the read models, had come how far, by their notifications.
final class CommitWatch: Sendable {
  struct Commit {
    /// The ledger's last position.
    var head: Int64
    /// Microseconds since 1970.
    var time: Int64
  }

  private let task: Task<Void, Never>

  /// Returns when it listens.
  /// - Parameter channel: `ledger`, or `projection` for what is visible in the views.
  static func start(
    _ database: PostgresConfiguration, channel: String = "ledger", logger: Logger
  ) async throws -> CommitWatch {
    let events = try PostgresListener(configuration: database, bufferSize: 1_000_000, logger: logger)
      .notifications([channel])
    let (listening, continuation) = AsyncStream<Void>.makeStream()
    let watch = CommitWatch(events, continuation)
    for await _ in listening { break }
    return watch
  }

  private init(_ events: AsyncStream<PostgresListenerEvent>, _ listening: AsyncStream<Void>.Continuation) {
    let box = Box()
    task = Task {
      for await event in events {
        guard case .notification(let notification) = event else {
          listening.finish()
          continue
        }
        let commit = Commit(head: Int64(notification.payload) ?? 0, time: SampleEvents.now())
        box.commits.withLock { $0.append(commit) }
      }
    }
    self.box = box
  }

  private final class Box: Sendable { let commits = Mutex<[Commit]>([]) }
  private let box: Box

  var commits: [Commit] { box.commits.withLock(\.self) }

  /// When it had come to each of these positions, which ascend, in microseconds since 1970.
  func times(of positions: some Sequence<Int64>) -> [Int64] {
    let commits = commits
    var (times, next): ([Int64], Int) = ([], 0)
    for position in positions {
      while next < commits.count, commits[next].head < position { next += 1 }
      if next < commits.count { times.append(commits[next].time) }
    }
    return times
  }

  func stop() { task.cancel() }

  /// Waits until the ledger has come to a position; fails when one of the programs ends or nothing moves for a minute.
  func reach(_ position: Int64, while children: [Child]) async throws {
    var (last, since) = (Int64(-1), ContinuousClock.now)
    while true {
      let head = commits.last?.head ?? 0
      if head >= position { return }
      if head != last { (last, since) = (head, .now) }
      guard children.allSatisfy(\.isRunning), .now - since < .seconds(60) else {
        throw Failure("it stays at \(head) and does not come to \(position); see millrace.log")
      }
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}
