import Domain

/// One question to a loop.
struct DecisionRequest: Sendable {
  var interactionID: String
  var unit: String?
  var occurredAt: Timestamp
  /// An object.
  var input: JSONValue
}

extension DecisionRequest {
  /// The questions in a request's body. Ids and times that the caller leaves out come from `shell`.
  /// - Throws: `Problem` with all that is wrong.
  static func read(_ batch: RequestBatch, limits: RequestLimits, shell: Shell) throws(Problem) -> [DecisionRequest] {
    var requests: [DecisionRequest] = []
    requests.reserveCapacity(batch.objects.count)
    var errors: [Problem.FieldError] = []
    var places: [String: Int] = [:]
    let now = shell.now()
    for (index, object) in batch.objects.enumerated() {
      var reader = FieldReader(object, index: batch.place(index))
      let given = reader.attribute("interaction_id", limit: TextLength.interactionID)
      let unit = reader.attribute("unit", limit: TextLength.unit)
      let occurredAt = reader.time("occurred_at")
      let input = reader.value("input") ?? .null
      if input.object == nil {
        let found = input.isNull ? "it is missing" : "it is \(FieldReader.kind(input))"
        reader.fail("input", "\(found); send the loop's inputs as an object, by name")
      }
      if let given, let other = places.updateValue(index, forKey: given) {
        reader.fail("interaction_id", "number \(other) has the same id; each interaction needs its own")
      }
      errors += reader.errors
      requests.append(
        DecisionRequest(
          interactionID: given ?? shell.interactionID(now), unit: unit, occurredAt: occurredAt ?? now, input: input))
    }
    guard errors.isEmpty else { throw .invalid(errors) }
    return requests
  }
}
