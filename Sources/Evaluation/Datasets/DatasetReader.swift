import Domain
import Ledger
import Postgres
import Projections
import ReadModels

/// Makes dataset versions from the read models; the services of one process share it, and with it what was read.
package actor DatasetReader {
  private let pool: PostgresPool
  /// Where the read models are; `fold` is the live copy.
  private let schema: String
  private var logs: [String: ExampleLog] = [:]
  private var latest: (key: String, dataset: Dataset)?

  package init(pool: PostgresPool, schema: String = LiveProjections.schema) {
    self.pool = pool
    self.schema = schema
  }

  /// The dataset of a loop as of a tick; nil where there are too few examples to cut it in three.
  package func dataset(loop: String, config: LoopConfig, asOfTick tick: Int64) async throws -> Dataset? {
    let key = DatasetReader.key(loop, config, tick)
    if let latest, latest.key == key { return latest.dataset }
    let kept = logs.removeValue(forKey: loop)
    let (read, dataset) = try await pool.run { [schema] db in
      // Who has read the checkpoint keeps a rebuild from changing the tables' names until the end of the transaction.
      try db.transaction {
        let version = try ProjectionFold.version(db, in: schema, group: "core") ?? ""
        var log = ExampleLog(loop: loop, config: config, schema: schema, foldVersion: version)
        if let kept, kept.config == config, kept.foldVersion == version { log = kept }
        try log.read(db, upTo: tick)
        return (log, try log.dataset(asOf: tick))
      }
    }
    logs[loop] = read
    if let dataset { latest = (key, dataset) }
    return dataset
  }

  /// The dataset of a round, with the content that was sealed.
  ///
  /// Where other folds took over since, it is read from the copy that they replaced.
  /// - Throws: `LedgerError.missing` where no copy is left that was folded by the version that fed it, `.corrupt` where
  ///   one is, and gives another content.
  package func dataset(loop: String, of round: Round) async throws -> Dataset {
    let sealed = round.dataset
    let key = DatasetReader.key(loop, round.config, sealed.tickPosition)
    if let latest, latest.key == key, latest.dataset.contentHash == sealed.contentHash { return latest.dataset }
    let place = try await pool.run { [schema] db in
      try [schema, LiveProjections.oldSchema].first {
        try ProjectionFold.version(db, in: $0, group: "core") == sealed.foldVersion
      }
    }
    guard let place else {
      throw LedgerError(
        .missing,
        "dataset \(sealed.id) was fed by version \(sealed.foldVersion.prefix(12)) of the projections, and no copy of that "
          + "version is left; `millrace reproduce` makes its runs again")
    }
    let reader = place == schema ? self : DatasetReader(pool: pool, schema: place)
    guard let dataset = try await reader.dataset(loop: loop, config: round.config, asOfTick: sealed.tickPosition) else {
      throw LedgerError(.missing, "dataset \(sealed.id) cannot be made again from the read models")
    }
    guard dataset.contentHash == sealed.contentHash else {
      throw LedgerError(
        .corrupt, "dataset \(sealed.id) was sealed as \(sealed.contentHash) but reads as \(dataset.contentHash)")
    }
    return dataset
  }

  private static func key(_ loop: String, _ config: LoopConfig, _ tick: Int64) -> String {
    "\(loop) \(config.digest) \(tick)"
  }
}
