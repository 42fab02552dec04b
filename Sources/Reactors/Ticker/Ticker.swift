import Domain
import Execution
import Ledger
import Logging
import Postgres
import Publishing
import ServiceLifecycle

/// Appends the ticks of all loops on the recorded clock. Ticks stand at whole multiples of the interval, so two
/// tickers say the same; while host and database disagree about the time by over a minute, none is sent.
package struct Ticker: Service {
  private let interval: TimeSpan
  private let pool: PostgresPool
  private let publisher: EventPublisher
  private let logger: Logger

  package init(interval: TimeSpan, pool: PostgresPool, publisher: EventPublisher, logger: Logger) {
    self.interval = interval
    self.pool = pool
    self.publisher = publisher
    self.logger = logger
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        let now = Timestamp(microseconds: WallClock.microseconds)
        let next = (now.microseconds / interval.microseconds + 1) * interval.microseconds
        try? await Task.sleep(for: .microseconds(next - now.microseconds))
        if Task.isCancelled { return }
        do {
          try await tick(Timestamp(microseconds: next))
        } catch {
          logger.warning("no tick was sent", metadata: ["error": "\(error)"])
        }
      }
    }
  }

  private func tick(_ time: Timestamp) async throws {
    let clocks = ClockCheck { Timestamp(microseconds: WallClock.microseconds) }
    let reading = try await pool.run { try clocks.read($0) }
    guard reading.agrees else {
      logger.error(
        "host and database disagree about the time; ticks are withheld",
        metadata: ["difference": "\(reading.difference)"])
      return
    }
    try await publisher.publish([Event.tick(loop: "*", time: time, source: "/millrace/ticker")])
  }
}
