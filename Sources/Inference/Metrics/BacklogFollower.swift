import Exposition
import Ledger
import Logging
import Postgres
import Projections
import Synchronization

/// Counts what waits for a person: open parked records and fold errors, by reason. While Postgres is away the last
/// counts stay.
final class BacklogFollower: MetricsProvider {
  private struct Counts {
    var parked: [String: Int64] = [:]
    var errors: [FoldErrorCount] = []
  }

  private let pool: PostgresPool
  private let interval: Duration
  private let logger: Logger
  private let counts = Mutex<Counts?>(nil)

  init(pool: PostgresPool, interval: Duration, logger: Logger) {
    self.pool = pool
    self.interval = interval
    self.logger = logger
  }

  /// Follows until the task is cancelled.
  func run() async {
    repeat {
      do {
        let found = try await pool.run { db in
          Counts(parked: try Parking.openCounts(db), errors: try FoldErrorCount.load(db))
        }
        counts.withLock { known in
          // A reason that is gone is 0 from then on: a series that ends would look like one that is not scraped.
          let before = (known?.parked ?? [:]).mapValues { _ in Int64(0) }
          known = Counts(parked: before.merging(found.parked) { $1 }, errors: found.errors)
        }
      } catch {
        logger.debug("the backlog cannot be counted", metadata: ["error": "\(error)"])
      }
    } while (try? await Task.sleep(for: interval)) != nil
  }

  /// Nothing before the first count.
  var families: [MetricFamily] {
    guard let counts = counts.withLock({ $0 }) else { return [] }
    return [
      MetricFamily(
        "millrace_parked_open", .gauge, help: "Records that the ledger could not take and nobody decided about.",
        counts.parked.sorted { $0.key < $1.key }.map { .init([("reason", $0.key)], Double($0.value)) }),
      MetricFamily(
        "millrace_fold_errors", .gauge, help: "Events that a projection could not use.",
        counts.errors.map { .init([("projection", $0.projection), ("reason", $0.reason)], Double($0.count)) }),
    ]
  }
}
