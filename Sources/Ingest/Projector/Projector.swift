import Execution
import Logging
import Postgres
import Projections
import ServiceLifecycle

/// Keeps the live projections up with the ledger: woken by the archiver's notifications, and every second.
package struct Projector: Service {
  private let projections: LiveProjections
  private let pool: PostgresPool
  private let wake: WakeSignal
  private let windowSize: Int64
  private let logger: Logger

  /// - Parameter windowSize: most ledger positions in one transaction.
  package init(
    _ projections: LiveProjections, pool: PostgresPool, wake: WakeSignal, windowSize: Int64 = 20_000, logger: Logger
  ) {
    self.projections = projections
    self.pool = pool
    self.wake = wake
    self.windowSize = windowSize
    self.logger = logger
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          try await follow()
        } catch is CancellationError {
          return
        } catch {
          logger.error("folding failed; it is tried again", metadata: ["error": "\(error)"])
          try? await Task.sleep(for: .seconds(1))
        }
      }
    }
  }

  private func follow() async throws {
    let (projections, windowSize) = (projections, windowSize)
    if try await !pool.run({ try projections.prepare($0) }) {
      logger.notice("the projections' files have changed; folding a new copy beside the live one")
      let position = try await pool.run { try projections.rebuild($0, limit: windowSize) }
      logger.notice("the new copy has taken over", metadata: ["position": "\(position)"])
    }
    var pacer = Pacer(interval: .milliseconds(40), burst: 10)
    while true {
      try Task.checkCancellation()
      let seen = await wake.generation
      let step = try await pool.run { db in
        let step = try projections.live.step(db, limit: windowSize)
        if step.count > 0 { try db.notify("projection", String(step.position)) }
        return step
      }
      if step.count == 0 {
        await wake.wait(after: seen, atMost: .seconds(1))
      } else if step.count < windowSize / 10 {
        try await Task.sleep(for: pacer.pause(after: .now))
      }
    }
  }
}
