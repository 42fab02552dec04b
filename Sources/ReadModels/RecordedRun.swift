import Domain
import Postgres
import Wire

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
        loop: try row.text(0),
        trial: Trial(
          name: try row.text(1), index: try row.int(2), learner: try row.text(3), codeVersion: try row.text(4),
          settings: try JSONReader.parse(Array(try row.text(5).utf8)), datasetID: try row.text(6),
          parent: try row.optionalText(7), seed: UInt64(try row.text(8)) ?? 0),
        fingerprint: try JSONReader.parse(Array(try row.text(9).utf8)), artifact: try row.text(10))
    }
  }

  /// Members of the fingerprint that are not the same now.
  package func differences(from now: JSONValue) -> [String] {
    let names = Set((fingerprint.object ?? [:]).keys).union((now.object ?? [:]).keys)
    return names.sorted().compactMap { name in
      let (before, after) = (fingerprint[name] ?? .null, now[name] ?? .null)
      return before == after ? nil : "\(name): \(before.canonicalText) then, \(after.canonicalText) now"
    }
  }
}
