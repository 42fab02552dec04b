import Domain
import Postgres

/// Makes dataset versions from the read models; the services of one process share it, and with it what was read.
package actor DatasetReader {
  private let pool: PostgresPool
  /// Where the read models are; `fold` is the live copy.
  private let schema: String
  private var logs: [String: ExampleLog] = [:]
  private var latest: (key: String, dataset: Dataset)?

  package init(pool: PostgresPool, schema: String = "fold") {
    self.pool = pool
    self.schema = schema
  }

  /// The dataset of a loop as of a tick; nil where there are too few examples to cut it in three.
  package func dataset(loop: String, config: LoopConfig, asOfTick tick: Int64) async throws -> Dataset? {
    let digest = config.digest
    let key = "\(loop) \(digest) \(tick)"
    if let latest, latest.key == key { return latest.dataset }
    var log = logs.removeValue(forKey: loop) ?? ExampleLog(loop: loop, config: config, schema: schema)
    if log.config != config { log = ExampleLog(loop: loop, config: config, schema: schema) }
    let (read, dataset) = try await pool.run { [log] db in
      var log = log
      try log.read(db, upTo: tick)
      return (log, try log.dataset(asOf: tick))
    }
    logs[loop] = read
    if let dataset { latest = (key, dataset) }
    return dataset
  }
}
