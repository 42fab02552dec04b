import Logging
import Synchronization

/// Keeps a server running that belongs to this program: one that ends is started again, at once at first, and after
/// growing pauses where it goes on ending.
final class Keeper<Server: Kept>: Sendable {
  /// The pause after a start that failed, or a server that ended soon: doubled each time.
  private static var pauses: ClosedRange<Duration> { .milliseconds(500)...(.seconds(30)) }
  /// One that ran for so long begins with no pause again.
  private static var sound: Duration { .seconds(60) }

  private struct State {
    var server: Server
    var isStopped = false
    var standing = KeptStanding()
    var task: Task<Void, Never>?
  }

  private let name: String
  private let logger: Logger
  private let start: @Sendable () async throws -> Server
  private let state: Mutex<State>

  /// - Parameters:
  ///   - name: the server's, for the log.
  ///   - start: starts another one in the place of the first.
  init(_ name: String, _ first: Server, logger: Logger, start: @Sendable @escaping () async throws -> Server) {
    self.name = name
    self.logger = logger
    self.start = start
    state = Mutex(State(server: first))
    let task = Task.detached { [self] in await keep() }
    state.withLock { $0.task = task }
  }

  /// The one that runs, or ran last.
  var server: Server { state.withLock(\.server) }
  var standing: KeptStanding { state.withLock(\.standing) }

  /// Starts none any more.
  /// - Returns: the one that runs.
  func letGo() -> Server {
    state.withLock { state in
      state.isStopped = true
      state.task?.cancel()
      return state.server
    }
  }

  private func keep() async {
    var pause = Duration.zero
    while !Task.isCancelled {
      let began = ContinuousClock.now
      let status = await server.waitForExit()
      guard note(status) else { return }
      if began.duration(to: .now) > Self.sound { pause = .zero }
      repeat {
        try? await Task.sleep(for: pause)
        if Task.isCancelled { return }
        pause = min(max(pause * 2, Self.pauses.lowerBound), Self.pauses.upperBound)
      } while await !startAgain(pause)
    }
  }

  /// - Returns: false where it was to end.
  private func note(_ status: Int32) -> Bool {
    let isStopped = state.withLock { state in
      if !state.isStopped { state.standing.problem = "the embedded \(name) has ended (status \(status))" }
      return state.isStopped
    }
    if !isStopped {
      logger.error("the embedded \(name) has ended; it is started again", metadata: ["status": "\(status)"])
    }
    return !isStopped
  }

  private func startAgain(_ pause: Duration) async -> Bool {
    do {
      let next = try await start()
      let restarts = state.withLock { state in
        state.server = next
        state.standing.restarts += 1
        state.standing.problem = nil
        return state.standing.restarts
      }
      logger.notice("the embedded \(name) runs again", metadata: ["restarts": "\(restarts)"])
      return true
    } catch {
      if Task.isCancelled { return true }
      state.withLock { $0.standing.problem = "the embedded \(name) does not start: \(error)" }
      logger.error(
        "the embedded \(name) does not start; it is tried again", metadata: ["error": "\(error)", "pause": "\(pause)"])
      return false
    }
  }
}
