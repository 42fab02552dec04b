import Artifacts
import Learning
import Logging
import Postgres
import ReadModels
import Synchronization

/// Keeps the model store at what the ledger's slots say: woken by NOTIFY `projection`, and at least every second.
///
/// While Postgres is away, or a champion cannot be loaded, what is there goes on serving, and `ModelStore.issues` says so.
package actor SlotFollower {
  private let store: ModelStore
  private let pool: PostgresPool
  private let loader: SlotLoader
  private let interval: Duration
  private let logger: Logger
  /// The rows that the store's slots were made of, by loop.
  private var served: [String: ServingSlotRow] = [:]

  package init(
    store: ModelStore, pool: PostgresPool, artifacts: ArtifactStore, learners: LearnerRegistry,
    interval: Duration = .seconds(1), logger: Logger
  ) {
    self.store = store
    self.pool = pool
    loader = SlotLoader(artifacts: artifacts, learners: learners)
    self.interval = interval
    self.logger = logger
  }

  /// Follows until the task is cancelled.
  package func run() async {
    await WakeService(configuration: pool.configuration, channels: ["projection"], logger: logger)
      .run(atLeastEvery: interval) { await refresh() }
  }

  /// Reads the slots now and swaps what has changed.
  package func refresh() async {
    let rows: [ServingSlotRow]
    do {
      rows = try await pool.run { try ServingSlotRow.all($0) }
    } catch {
      guard !(error is CancellationError) else { return }
      if store.snapshot == nil, (error as? PostgresError)?.isMissingTable ?? false {
        // A new database: nothing is wrong, the projector is about to make them.
        store.issues = [SlotFollower.waiting]
        return
      }
      note(["the serving slots cannot be read: \(error)"])
      return
    }
    var issues: [String] = []
    var unreadable: [String: String] = [:]
    var snapshot: ModelStore.Snapshot = [:]
    let before = store.snapshot ?? [:]
    for row in rows {
      if let slot = before[row.loop], served[row.loop] == row {
        snapshot[row.loop] = slot
        if let problem = slot.configProblem { issues.append("\(row.loop): \(problem)") }
        continue
      }
      do throws(SlotError) {
        let slot = try await self.slot(row)
        snapshot[row.loop] = slot
        if let problem = slot.configProblem { issues.append("\(row.loop): \(problem)") }
        served[row.loop] = row
        logger.notice(
          "serving slot changed",
          metadata: [
            "loop": "\(row.loop)", "generation": "\(row.generation)", "model": "\(row.modelID ?? "default answer")",
          ])
      } catch {
        issues.append("\(row.loop): \(error.message)")
        snapshot[row.loop] = before[row.loop] ?? error.slot
        if snapshot[row.loop] == nil { unreadable[row.loop] = error.message }
      }
    }
    store.replace(snapshot)
    store.unreadable = unreadable
    served = served.filter { snapshot[$0.key] != nil }
    note(issues)
  }

  /// The slot of a row under its configuration, or under the last one before that can be read.
  private func slot(_ row: ServingSlotRow) async throws(SlotError) -> ServingSlot {
    var row = row
    var problem: String?
    while true {
      do throws(SlotError) {
        var slot = try await loader.slot(row)
        slot.configProblem = problem
        return slot
      } catch {
        if var slot = error.slot {
          slot.configProblem = problem
          throw SlotError(message: error.message, slot: slot)
        }
        problem = problem ?? error.message
        let unreadable = row
        guard let earlier = try? await pool.run({ try unreadable.earlier($0) }) else {
          throw SlotError(message: problem ?? error.message, slot: nil)
        }
        row = earlier
      }
    }
  }

  private static let waiting = "the read models are not there yet; the projector makes them"

  private func note(_ issues: [String]) {
    let before = store.issues
    guard issues != before else { return }
    store.issues = issues
    if before == [SlotFollower.waiting], issues.isEmpty { return }
    if issues.isEmpty {
      logger.notice("the serving slots are those of the ledger again")
    } else {
      logger.warning("the serving slots stay as they are", metadata: ["reasons": "\(issues)"])
    }
  }
}
