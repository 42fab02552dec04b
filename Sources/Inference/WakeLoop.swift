import Logging
import Postgres

/// Looks at the database whenever it notifies on a channel, and from time to time in any case.
struct WakeLoop: Sendable {
  var pool: PostgresPool
  var channel: String
  /// At most so long between two looks.
  var interval: Duration
  var logger: Logger

  /// Calls `look`, one call at a time, until the task is cancelled; wake-ups during a call make one more.
  func run(_ look: @Sendable () async -> Void) async {
    let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    await withDiscardingTaskGroup { group in
      group.addTask { [self] in
        do {
          let listener = PostgresListener(configuration: pool.configuration, logger: logger)
          for await _ in try listener.notifications([channel]) { wake.yield() }
        } catch {
          logger.warning(
            "the database is looked at by time only", metadata: ["error": "\(error)", "channel": "\(channel)"])
        }
      }
      group.addTask { [interval] in
        repeat { wake.yield() } while (try? await Task.sleep(for: interval)) != nil
      }
      for await _ in wakes { await look() }
      group.cancelAll()
    }
  }
}
