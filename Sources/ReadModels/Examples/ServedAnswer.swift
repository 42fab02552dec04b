import Domain
import Postgres
import Wire

/// What was answered to an interaction, and by which model.
package struct ServedAnswer: Sendable {
  package var interactionID: String
  package var answer: String
  /// By class; nil where the output names none.
  package var probabilities: JSONValue?
  package var generation: Int64
  /// nil: the loop's default answer.
  package var modelID: String?

  /// Reads all of a loop's and keeps what `body` makes of each: there may be millions.
  package static func read<Kept>(
    _ db: PostgresSession, loop: String, _ body: (ServedAnswer) throws -> Kept
  ) throws -> [Kept] {
    try db.query(
      "SELECT interaction_id, answer, output::text, generation, model_id FROM fold.interaction WHERE loop = $1",
      [.text(loop)]
    ).map { row in
      try body(
        ServedAnswer(
          interactionID: try row.text("interaction_id"), answer: try row.text("answer"),
          probabilities: try JSONReader.parse(Array(try row.text("output").utf8))["probabilities"],
          generation: try row.int64("generation"), modelID: try row.optionalText("model_id")))
    }
  }
}
