import Execution
import Logging
import Postgres
import ServiceLifecycle

/// Listens to the database's notifications, and fires a wake signal or looks at each.
package struct WakeService: Service {
  private let configuration: PostgresConfiguration
  private let channels: [String]
  private let signal: WakeSignal
  private let narrow: (channel: String, signal: WakeSignal)?
  private let logger: Logger

  /// - Parameters:
  ///   - signal: fired by `run()`.
  ///   - narrow: fired by `run()` at one of the channels alone.
  package init(
    configuration: PostgresConfiguration, channels: [String], signal: WakeSignal = WakeSignal(),
    narrow: (channel: String, signal: WakeSignal)? = nil, logger: Logger
  ) {
    self.configuration = configuration
    self.channels = channels
    self.signal = signal
    self.narrow = narrow
    self.logger = logger
  }

  /// Fires the signals at each notification until the service is stopped.
  package func run() async throws {
    for await event in try notifications().cancelOnGracefulShutdown() {
      await signal.fire()
      guard let narrow else { continue }
      if case .notification(let notification) = event, notification.channel != narrow.channel { continue }
      await narrow.signal.fire()
    }
  }

  /// Calls `look` at each notification, and from time to time in any case, until the task is cancelled: one call at a
  /// time; notifications during a call make one more.
  /// - Parameter interval: at most so long between two looks.
  package func run(atLeastEvery interval: Duration, _ look: @Sendable () async -> Void) async {
    await withDiscardingTaskGroup { group in
      group.addTask {
        do {
          for await _ in try notifications() { await signal.fire() }
        } catch {
          logger.warning(
            "the database is looked at by time only", metadata: ["error": "\(error)", "channels": "\(channels)"])
        }
      }
      while !Task.isCancelled {
        let seen = await signal.generation
        await look()
        await signal.wait(after: seen, atMost: interval)
      }
      group.cancelAll()
    }
  }

  private func notifications() throws -> AsyncStream<PostgresListenerEvent> {
    try PostgresListener(configuration: configuration, logger: logger).notifications(channels)
  }
}
