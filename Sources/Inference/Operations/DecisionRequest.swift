import Domain

/// One question to a loop.
struct DecisionRequest: Sendable {
  var interactionID: String
  /// Whether the id is the caller's, so that it may come again.
  var isNamed: Bool
  var unit: String?
  var occurredAt: Timestamp
  /// When it happened, where the caller says so.
  var statedAt: Timestamp?
  /// An object.
  var input: JSONValue
}

extension DecisionRequest {
  static let members = ["interaction_id", "unit", "occurred_at", "input"]

  /// The questions in a request's body. Ids that the caller leaves out come from its key, else from `shell`, as times do.
  /// - Throws: `Problem` with all that is wrong.
  static func read(_ batch: RequestBatch, key: IdempotencyKey?, shell: Shell) throws(Problem) -> [DecisionRequest] {
    var requests: [DecisionRequest] = []
    requests.reserveCapacity(batch.objects.count)
    var errors = FieldErrors()
    var places: [ByteText: Int] = [:]
    let now = shell.now()
    for index in batch.objects.indices {
      var reader = FieldReader(batch, index, known: members)
      let given =
        reader.attribute("interaction_id", limit: TextLength.interactionID)
        ?? key?.id("interaction", place: batch.place(index))
      let unit = reader.attribute("unit", limit: TextLength.unit)
      let occurredAt = reader.time("occurred_at")
      let input = reader.value("input") ?? .null
      if input.object == nil {
        let found = input.isNull ? "it is missing" : "it is \(FieldReader.kind(input))"
        reader.fail("input", "\(found); send the loop's inputs as an object, by name")
      }
      if batch.isBatch, let given, let other = places.updateValue(index, forKey: ByteText(given)) {
        reader.fail("interaction_id", "number \(other) has the same id; each interaction needs its own")
      }
      errors.append(contentsOf: reader.errors)
      requests.append(
        DecisionRequest(
          interactionID: given ?? shell.interactionID(now), isNamed: given != nil, unit: unit,
          occurredAt: occurredAt ?? now, statedAt: occurredAt, input: input))
    }
    guard errors.isEmpty else { throw .invalid(errors) }
    return requests
  }
}
