import Domain
import Ledger
import Postgres

/// What every step of a turn of the wheel goes by: the sealed dataset, and the configuration it was sealed under.
package struct Round: Sendable {
  package var dataset: SealedDataset
  package var config: LoopConfig

  /// - Returns: nil where the seal stands for a dataset that an earlier seal had sealed.
  package static func load(_ pool: PostgresPool, loop: String, seal: LedgerEvent) async throws -> Round? {
    try await pool.run { db in
      let id = try db.query("SELECT dataset_id FROM fold.dataset WHERE position = $1", [.int(seal.position)]).first
      return try id.flatMap { try load(db, loop: loop, datasetID: $0.text("dataset_id")) }
    }
  }

  package static func load(_ db: PostgresSession, loop: String, datasetID: String) throws -> Round? {
    guard let dataset = try SealedDataset.load(db, id: datasetID),
      let snapshot = try LoopSnapshot.load(db, loop: loop, asOf: dataset.tickPosition)
    else { return nil }
    return Round(dataset: dataset, config: snapshot.config)
  }
}
