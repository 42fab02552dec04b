import Execution
import Logging
import Postgres
import Projections
import ServiceLifecycle

/// Keeps the analysts' own projections up with the read models, on a connection of its own: a slow or failing one holds
/// nobody else up.
package struct AnalystProjector: Service {
  private let pool: PostgresPool
  private let wake: WakeSignal
  private let windowSize: Int64
  private let logger: Logger

  /// - Parameter windowSize: most ledger positions in one transaction.
  package init(pool: PostgresPool, wake: WakeSignal, windowSize: Int64 = 20_000, logger: Logger) {
    self.pool = pool
    self.wake = wake
    self.windowSize = windowSize
    self.logger = logger
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          let seen = await wake.generation
          let (windowSize, logger) = (windowSize, logger)
          let count = try await pool.run { db -> Int64 in
            guard try LiveProjections.exists(db) else { return 0 }
            return try AnalystProjections.step(db, limit: windowSize) { name, reason in
              logger.error(
                "an analyst's projection failed and stopped",
                metadata: ["projection": "\(name)", "reason": "\(reason)"])
            }
          }
          if count == 0 { await wake.wait(after: seen, atMost: .seconds(1)) }
        } catch is CancellationError {
          return
        } catch {
          logger.warning("folding the analysts' projections failed; it is tried again", metadata: ["error": "\(error)"])
          try? await Task.sleep(for: .seconds(1))
        }
      }
    }
  }
}
