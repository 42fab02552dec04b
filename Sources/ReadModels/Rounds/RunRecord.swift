import Domain
import Postgres

/// A training run of a dataset, as its end states it.
package struct RunRecord: Sendable, Hashable {
  package var id: String
  package var modelID: String
  package var trial: String
  package var trialIndex: Int
  /// How many runs the dataset asks for.
  package var trials: Int
  package var validationLogLoss: Double?
  package var isCompleted: Bool
  /// Where the ledger has its end.
  package var endPosition: Int64

  /// Whether the ledger has the run's end.
  package static func hasEnded(_ db: PostgresSession, id: String) throws -> Bool {
    try db.query("SELECT state <> 'started' AS ended FROM fold.run WHERE run_id = $1", [.text(id)])
      .first?.bool("ended") ?? false
  }

  /// The parents of the runs of a dataset that were begun, each once; nil: a fresh start.
  package static func parents(_ db: PostgresSession, dataset: String) throws -> Set<String?> {
    Set(
      try db.query("SELECT parent FROM fold.run WHERE dataset_id = $1", [.text(dataset)]).map {
        try $0.optionalText("parent")
      })
  }

  /// The dataset of the run whose end stands at a position.
  package static func dataset(_ db: PostgresSession, loop: String, endedAt position: Int64) throws -> String? {
    try db.query(
      "SELECT dataset_id FROM fold.run WHERE loop = $1 AND finished_position = $2", [.text(loop), .int(position)]
    ).first?.text("dataset_id")
  }

  /// The version of the learner's code that the first of the dataset's runs was begun by; nil: none was.
  package static func codeVersion(_ db: PostgresSession, dataset: String) throws -> String? {
    try db.query(
      "SELECT code_version FROM fold.run WHERE dataset_id = $1 ORDER BY started_position LIMIT 1", [.text(dataset)]
    ).first?.text("code_version")
  }

  /// The dataset's runs that had ended by a position, by trial: those by the code version of the run that ended there,
  /// since an upgrade within a round may have begun some of them twice.
  package static func ended(_ db: PostgresSession, dataset: String, by position: Int64) throws -> [RunRecord] {
    try db.query(
      """
      SELECT model_id, run_id, trial, trial_index, trials,
        ledger.double_number(validation->'log_loss') AS validation_log_loss, state, finished_position
      FROM fold.run r WHERE dataset_id = $1 AND finished_position <= $2
        AND code_version = (SELECT x.code_version FROM fold.run x WHERE x.dataset_id = $1 AND x.finished_position = $2)
      ORDER BY trial_index
      """, [.text(dataset), .int(position)]
    ).map { row in
      RunRecord(
        id: try row.text("run_id"), modelID: try row.text("model_id"), trial: try row.text("trial"),
        trialIndex: try row.int("trial_index"), trials: try row.int("trials"),
        validationLogLoss: try row.optionalDouble("validation_log_loss"),
        isCompleted: try row.text("state") == "completed", endPosition: try row.int64("finished_position"))
    }
  }
}
