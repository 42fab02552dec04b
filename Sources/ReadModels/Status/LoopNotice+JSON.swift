import Domain

extension LoopNotice {
  /// As `status --json` and `GET /v1/loops` show it, within its loop.
  package var json: JSONValue {
    [
      "code": .string(code.rawValue), "input": input.map(JSONValue.string) ?? .null, "count": .integer(count),
      "sentence": .string(sentence),
    ]
  }
}
