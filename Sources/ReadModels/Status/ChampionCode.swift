import Postgres

/// By which learner, and which version of its code, a loop's champion was trained.
package struct ChampionCode: Sendable, Hashable {
  package var loop: String
  package var learner: String
  package var codeVersion: String

  package init(loop: String, learner: String, codeVersion: String) {
    self.loop = loop
    self.learner = learner
    self.codeVersion = codeVersion
  }

  /// Of every loop that a model serves, by name.
  package static func all(_ db: PostgresSession) throws -> [ChampionCode] {
    try db.query(
      """
      SELECT s.loop, m.learner, m.code_version FROM fold.serving_slot s JOIN fold.model m ON m.model_id = s.model_id
      ORDER BY s.loop
      """
    ).map { row in
      ChampionCode(
        loop: try row.text("loop"), learner: try row.text("learner"), codeVersion: try row.text("code_version"))
    }
  }
}
