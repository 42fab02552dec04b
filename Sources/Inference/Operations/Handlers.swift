import Domain
import Exposition
import Postgres
import Publishing
import Wire

/// What answers the operations, one method for each, and the parts that they share.
struct Handlers: Sendable {
  let store: ModelStore
  let publisher: JournalPublisher
  let durability: DurabilityWatch
  let pool: PostgresPool
  let contract: Contract
  let limits: RequestLimits
  let metrics: InferenceMetrics
  let exporter: PrometheusExporter
  /// The text of `/openapi.yaml`.
  let openAPI: [UInt8]
  let lookup: LedgerLookup
  /// Whether this process's archiver holds its partitions; nil where it has none.
  let archiving: (@Sendable () -> [String])?
  /// What is wrong with the servers that this process keeps running, in sentences; nil where it keeps none.
  let keeping: (@Sendable () -> [String])?
  let recent = RecentEvents()
  let keys = RecentKeys()
  let bodies = BodyReader()
  let shell = Shell()
  let loopReports = LoopReports()

  /// The slots, all of one moment.
  func snapshot() throws(Problem) -> ModelStore.Snapshot {
    guard let snapshot = store.snapshot else { throw .notReady }
    return snapshot
  }
}
