import Execution
import Logging
import Postgres
import ServiceLifecycle

/// Fires wake signals when the database notifies.
package struct WakeService: Service {
  private let configuration: PostgresConfiguration
  private let channels: [String]
  private let signal: WakeSignal
  private let logger: Logger

  package init(configuration: PostgresConfiguration, channels: [String], signal: WakeSignal, logger: Logger) {
    self.configuration = configuration
    self.channels = channels
    self.signal = signal
    self.logger = logger
  }

  package func run() async throws {
    let events = try PostgresListener(configuration: configuration, logger: logger).notifications(channels)
    for await _ in events.cancelOnGracefulShutdown() { await signal.fire() }
  }
}
