import Domain

/// Why an answer was what it was: the model that gave it, the promotion that put it there, the verdict behind that
/// with its gate, the run, the dataset, the feedback that arrived since, and what would be answered now.
package struct Explanation: Sendable {
  /// What `RecordedInteraction.explanation` gives.
  package var facts: JSONValue
  /// What the current champion answers to the same input; nil where that was not asked.
  package var current: CurrentAnswer?

  package init(facts: JSONValue, current: CurrentAnswer? = nil) {
    self.facts = facts
    self.current = current
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
