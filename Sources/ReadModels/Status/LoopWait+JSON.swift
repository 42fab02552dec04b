import Domain

extension LoopWait {
  /// As `status --json` and `GET /v1/loops` show it, within its loop.
  package var json: JSONValue {
    [
      "thing": .string(thing), "code": .string(code), "sentence": .string(sentence),
      "have": have.map(JSONValue.integer) ?? .null, "needed": needed.map(JSONValue.integer) ?? .null,
      "due_at": dueAt.flatMap { $0 > .latest ? nil : .string($0.text) } ?? .null,
    ]
  }
}
