import Domain
import Postgres

/// A completed run as the ledger has it: its recipe, its fingerprint and its artifact.
package struct RecordedRun: Sendable {
  package var loop: String
  package var trial: Trial
  package var fingerprint: JSONValue
  /// SHA-256, hexadecimal.
  package var artifact: String

  /// - Returns: nil where no completed run has that id.
  package static func load(_ db: PostgresSession, id: String) throws -> RecordedRun? {
    try db.query(
      """
      SELECT r.loop, r.trial, r.trial_index, r.learner, r.code_version, r.settings::text, r.dataset_id, r.parent,
        r.seed::text, r.fingerprint::text, r.artifact
      FROM fold.run r
      WHERE r.run_id = $1 AND r.state = 'completed'
      """, [.text(id)]
    ).first.map { row in
      RecordedRun(
        loop: try row.text("loop"),
        trial: Trial(
          name: try row.text("trial"), index: try row.int("trial_index"), learner: try row.text("learner"),
          codeVersion: try row.text("code_version"), settings: try row.json("settings"),
          datasetID: try row.text("dataset_id"), parent: try row.optionalText("parent"),
          seed: UInt64(try row.text("seed")) ?? 0),
        fingerprint: try row.json("fingerprint"), artifact: try row.text("artifact"))
    }
  }

  /// Members of the fingerprint that are not the same now.
  package func differences(from now: JSONValue) -> [String] {
    let names = Set((fingerprint.object ?? [:]).keys).union((now.object ?? [:]).keys)
    return names.sorted().compactMap { name in
      let (before, after) = (fingerprint[name.text] ?? .null, now[name.text] ?? .null)
      return before == after ? nil : "\(name.text): \(before.canonicalText) then, \(after.canonicalText) now"
    }
  }
}
