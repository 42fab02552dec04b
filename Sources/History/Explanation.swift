import Domain
import Postgres
import Wire

/// Why an answer was what it was: the model that gave it, the promotion that put it there, the verdict behind that
/// with its gate, the run, the dataset, the feedback that arrived since, and what would be answered now.
package struct Explanation: Sendable {
  /// What `millrace.explain` says: an object with `interaction`, `slot`, `promotion`, `verdict`, `gate`, `run`,
  /// `dataset`, `trial`, `feedback`, `examples` and `now`.
  package var facts: JSONValue
  /// What the current champion answers to the same input; nil where that was not asked.
  package var current: CurrentAnswer?

  package init(facts: JSONValue, current: CurrentAnswer? = nil) {
    self.facts = facts
    self.current = current
  }

  /// - Parameter loop: may be nil; of two loops that know the id, the one where it was recorded first is taken.
  /// - Returns: nil where no loop knows the interaction.
  package static func load(_ db: PostgresSession, interaction: String, loop: String?) throws -> Explanation? {
    try db.query(
      "SELECT millrace.explain($1, $2)::text", [.text(interaction), loop.map(PostgresValue.text) ?? .null]
    ).first?.optionalText(0).map { Explanation(facts: try JSONReader.parse(Array($0.utf8))) }
  }

  package var loop: String { facts["interaction"]?["loop"]?.string ?? "" }

  package var input: JSONValue { facts["interaction"]?["input"] ?? .null }

  /// The model that answers for the loop now; nil: the default answer.
  package var currentModel: String? { facts["now"]?["model_id"]?.string }

  package var json: JSONValue {
    guard case .object(var members) = facts else { return facts }
    members["would_answer_now"] = current?.json ?? .null
    return .object(members)
  }
}
