/// How a loop's input is to be read.
package enum InputKind: String, Codable, Sendable, Hashable, CaseIterable, JSONLeaf {
  /// A JSON number; missing or null is a missing value.
  case numeric
  /// A JSON string, number or boolean out of a set that may grow; numbers and booleans count by their JSON text.
  case category
  /// A JSON string of free text.
  case text
  /// An RFC 3339 time with an offset.
  case time
}
