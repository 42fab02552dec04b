import Exposition
import Logging
import Postgres
import ReadModels
import Synchronization

/// Counts what waits for a person or keeps a loop from learning: parked records, events that are left out, inputs that
/// are not as declared, examples that are open, and waits, by loop and reason; clocks that disagree and what Kafka lost.
/// While Postgres is away the last counts stay.
final class BacklogFollower: MetricsProvider {
  private let pool: PostgresPool
  private let interval: Duration
  private let logger: Logger
  private let counts = Mutex<Backlog?>(nil)

  init(pool: PostgresPool, interval: Duration, logger: Logger) {
    self.pool = pool
    self.interval = interval
    self.logger = logger
  }

  /// Follows until the task is cancelled.
  func run() async {
    var pause = interval
    var counted: ContinuousClock.Instant?
    repeat {
      let began = ContinuousClock.now
      do {
        let isRecent = counted.map { $0.duration(to: began) < interval * 10 } ?? false
        let recent = isRecent ? counts.withLock(\.self) : nil
        let found = try await pool.run { db in try Backlog.load(db, recent: recent) }
        if recent == nil { counted = began }
        counts.withLock { $0 = BacklogFollower.carried(from: $0, into: found) }
      } catch {
        logger.debug("the backlog cannot be counted", metadata: ["error": "\(error)"])
      }
      // Where counting takes long, it is at most a twentieth of the time.
      pause = max(interval, (ContinuousClock.now - began) * 20)
    } while (try? await Task.sleep(for: pause)) != nil
  }

  /// What is gone is 0 from then on: a series that ends would look like one that is not scraped.
  private static func carried(from before: Backlog?, into found: Backlog) -> Backlog {
    func carried(_ before: [Backlog.Count], _ found: [Backlog.Count]) -> [Backlog.Count] {
      let known = Set(found.map { [$0.loop, $0.subject, $0.reason] })
      let gone = before.filter { !known.contains([$0.loop, $0.subject, $0.reason]) }
      return found
        + gone.map { count in
          var count = count
          count.count = 0
          return count
        }
    }
    guard let before else { return found }
    var found = found
    found.parkedByReason.merge(before.parkedByReason.mapValues { _ in 0 }) { now, _ in now }
    found.parked = carried(before.parked, found.parked)
    found.leftOut = carried(before.leftOut, found.leftOut)
    found.waits = carried(before.waits, found.waits)
    if found.unconfigured == nil {
      found.unconfigured = before.unconfigured
      found.unconfigured?.interactions = 0
      found.unconfigured?.feedbacks = 0
    }
    // Counts of inputs never fall, and their names come from producers: none is kept that is no longer among the first.
    return found
  }

  /// Nothing before the first count.
  var families: [MetricFamily] {
    guard let counts = counts.withLock({ $0 }) else { return [] }
    func family(
      _ name: String, _ help: String, subject: String?, _ counts: [Backlog.Count]
    ) -> MetricFamily {
      MetricFamily(
        name, .gauge, help: help,
        counts.map { count in
          .init(
            [("loop", count.loop)] + (subject.map { [($0, count.subject)] } ?? []) + [("reason", count.reason)],
            Double(count.count))
        })
    }
    return [
      MetricFamily(
        "millrace_parked_open", .gauge, help: "Records that the ledger could not take and nobody decided about.",
        counts.parkedByReason.sorted { $0.key < $1.key }.map { .init([("reason", $0.key)], Double($0.value)) }),
      MetricFamily(
        "millrace_fold_errors", .gauge, help: "Events that a projection could not use.",
        counts.foldErrors.map { .init([("projection", $0.projection), ("reason", $0.reason)], Double($0.count)) }),
      family(
        "millrace_loop_parked_open", "Open parked records, by the loop that they name.", subject: nil, counts.parked),
      family(
        "millrace_loop_fold_errors", "Events that a projection left out, by loop.", subject: "projection",
        counts.leftOut),
      family("millrace_loop_waits", "What a loop waits for, by reason.", subject: "thing", counts.waits),
      family(
        "millrace_loop_input_problems",
        "Inputs that are not as the loop declares them, since the ledger began; without a name those beyond twenty.",
        subject: "input", counts.problems),
      MetricFamily(
        "millrace_loop_examples_waiting", .gauge,
        help:
          "Interactions that no tick has closed (open), of these later than the loop's clock (ahead), and feedback that "
          + "no tick has reached; unknown: what came for loops that are not configured.",
        counts.examples.flatMap { backlog in
          [("open", backlog.open), ("ahead", backlog.ahead), ("feedback", backlog.waitingFeedback)].map {
            MetricFamily.Sample([("loop", backlog.loop), ("state", $0.0)], Double($0.1))
          }
        }
          + (counts.unconfigured.map { [("open", $0.interactions), ("feedback", $0.feedbacks)] } ?? []).map {
            MetricFamily.Sample([("loop", "unknown"), ("state", $0.0)], Double($0.1))
          }),
    ] + ledger(counts)
  }

  /// Where this login may not know, there is no series.
  private func ledger(_ counts: Backlog) -> [MetricFamily] {
    [
      MetricFamily(
        "millrace_clock_disputes", .gauge,
        help: "Archivers that write nothing, since their clock and the database's disagree.",
        counts.clockDisputes.map { [MetricFamily.Sample([], Double($0))] } ?? []),
      MetricFamily(
        "millrace_ledger_ahead_seconds", .gauge,
        help: "By how much the ledger's time is ahead of the database's clock.",
        counts.headLead.map { [MetricFamily.Sample([], Double($0) / 1e6)] } ?? []),
      MetricFamily(
        "millrace_ingest_gaps", .gauge, help: "Stretches of offsets that were gone before the archiver read them.",
        counts.gaps.map { .init([("topic", $0.topic)], Double($0.holes)) }),
      MetricFamily(
        "millrace_ingest_gap_offsets", .gauge, help: "Offsets in these, each a record that was lost at most.",
        counts.gaps.map { .init([("topic", $0.topic)], Double($0.offsets)) }),
    ]
  }
}
