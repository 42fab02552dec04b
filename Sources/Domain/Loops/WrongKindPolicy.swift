/// What becomes of an interaction one of whose inputs is of another kind than declared.
package enum WrongKindPolicy: String, Codable, Sendable, Hashable, CaseIterable, JSONLeaf {
  /// HTTP answers 422; what came through Kafka keeps its row, counts as a fold's error, and makes no example.
  case reject
  /// The input counts as missing, and is counted.
  case missing
}
