import Postgres

/// A trained model as the ledger knows it.
package struct ModelRecord: Sendable, Hashable {
  package var id: String
  package var learner: String
  package var codeVersion: String
  /// SHA-256 of the artifact, hexadecimal.
  package var artifact: String

  package static func load(_ db: PostgresSession, id: String) throws -> ModelRecord? {
    try db.query(
      "SELECT model_id, learner, code_version, artifact FROM fold.model WHERE model_id = $1", [.text(id)]
    ).first.map { row in
      ModelRecord(
        id: try row.text("model_id"), learner: try row.text("learner"), codeVersion: try row.text("code_version"),
        artifact: try row.text("artifact"))
    }
  }
}
