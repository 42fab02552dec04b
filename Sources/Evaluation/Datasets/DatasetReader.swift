import Domain
import Postgres
import Projections
import ReadModels

/// Makes dataset versions from the read models; the services of one process share it, and with it what was read.
package actor DatasetReader {
  /// What a dataset is made of.
  private struct Key: Equatable {
    var loop: ByteText
    var configDigest: String
    var tick: Int64

    init(_ loop: String, _ config: LoopConfig, _ tick: Int64) {
      self.loop = ByteText(loop)
      configDigest = config.digest
      self.tick = tick
    }
  }

  private let pool: PostgresPool
  /// Where the read models are; `fold` is the live copy.
  private let schema: String
  private var logs: [String: ExampleLog] = [:]
  /// The last one that was made, and the adoption of the rules that it goes by.
  private var latest: (key: Key, adoption: Int64?, dataset: Dataset)?

  package init(pool: PostgresPool, schema: String = LiveProjections.schema) {
    self.pool = pool
    self.schema = schema
  }

  /// The dataset of a loop as of a tick; nil where there are too few examples to cut it in three.
  ///
  /// By the rules "doors" it has no examples whose times are beyond the tick, or not plausible by these rules, however old
  /// the examples are.
  /// - Parameter position: of its seal, by whose rules it is made; by default those of now.
  package func dataset(
    loop: String, config: LoopConfig, asOfTick tick: Int64, sealedAt position: Int64 = .max
  ) async throws -> Dataset? {
    let adoption = try await pool.run { try DatasetBound.mark($0).flatMap { $0 < position ? $0 : nil } }
    let key = Key(loop, config, tick)
    if let latest, latest.key == key, latest.adoption == adoption { return latest.dataset }
    let kept = logs.removeValue(forKey: loop)
    let (read, dataset) = try await pool.run { [schema] db in
      // Who has read the checkpoint keeps a rebuild from changing the tables' names until the end of the transaction.
      try db.transaction {
        let version = try ProjectionFold.version(db, in: schema, group: "core") ?? ""
        var log = ExampleLog(loop: loop, config: config, schema: schema, foldVersion: version, adoption: adoption)
        if let kept, kept.config == config, kept.foldVersion == version, kept.adoption == adoption { log = kept }
        try log.read(db, upTo: tick)
        return (log, try log.dataset(asOf: tick))
      }
    }
    logs[loop] = read
    if let dataset { latest = (key, adoption, dataset) }
    return dataset
  }

  /// What was left out, by reason, of the examples that were last read of a loop; empty where that was not as of the tick.
  package func removed(loop: String, asOfTick tick: Int64) -> [String: Int] {
    logs[loop]?.removed(asOf: tick) ?? [:]
  }

  /// The dataset of a round, with the content that was sealed.
  ///
  /// Where other folds took over since, it is read from the copy that they replaced, or from one that the folds of then
  /// make again of the ledger up to the seal's tick, which takes as long as folding the ledger up to there does.
  /// - Throws: `RoundFailure` with code `foldVersionGone` where the folds of then are not stored, or this login may not
  ///   fold them, and with `datasetDiffers` where the dataset does not read as it was sealed.
  package func dataset(loop: String, of round: Round) async throws -> Dataset {
    let sealed = round.dataset
    let key = Key(loop, round.config, sealed.tickPosition)
    if let latest, latest.key == key, latest.dataset.contentHash == sealed.contentHash { return latest.dataset }
    let place = try await pool.run { [schema] db in
      try [schema, LiveProjections.oldSchema].first {
        try ProjectionFold.version(db, in: $0, group: "core") == sealed.foldVersion
      }
    }
    if let place {
      let reader = place == schema ? self : DatasetReader(pool: pool, schema: place)
      return try DatasetReader.same(
        try await reader.dataset(
          loop: loop, config: round.config, asOfTick: sealed.tickPosition, sealedAt: sealed.position), as: sealed)
    }
    let dataset = try await earlier(loop: loop, of: round)
    latest = (key, nil, dataset)
    return dataset
  }

  private func earlier(loop: String, of round: Round) async throws -> Dataset {
    let (sealed, config, pool) = (round.dataset, round.config, pool)
    let (version, tick) = (sealed.foldVersion, sealed.tickPosition)
    do {
      return try await EarlierFolds(pool: pool, for: loop + sealed.id).with([version: tick]) { schemas in
        let reader = DatasetReader(pool: pool, schema: schemas[version] ?? LiveProjections.schema)
        return try DatasetReader.same(
          try await reader.dataset(loop: loop, config: config, asOfTick: tick, sealedAt: sealed.position), as: sealed)
      }
    } catch let error as ProjectionError where !error.mayPass {
      throw RoundFailure(
        .foldVersionGone,
        "dataset \(sealed.id) was fed by version \(version.prefix(12)) of the projections, which cannot be folded again: "
          + error.message)
    } catch let error as PostgresError where error.sqlState == "42501" {
      throw RoundFailure(
        .foldVersionGone,
        "dataset \(sealed.id) was fed by version \(version.prefix(12)) of the projections, and this login may not fold it "
          + "again; let an administrator run: GRANT millrace_auditor TO millrace_service; \(error.message)")
    }
  }

  private static func same(_ dataset: Dataset?, as sealed: SealedDataset) throws(RoundFailure) -> Dataset {
    guard let dataset else {
      throw RoundFailure(.datasetDiffers, "dataset \(sealed.id) cannot be made again: its parts would be empty")
    }
    guard dataset.contentHash == sealed.contentHash else {
      throw RoundFailure(
        .datasetDiffers,
        "dataset \(sealed.id) was sealed as \(sealed.contentHash) but reads as \(dataset.contentHash); "
          + "`millrace ledger verify` tells whether the ledger was tampered with")
    }
    return dataset
  }
}
