/// What a table holds: how many rows, and the sum of their 64-bit hashes.
package struct TableChecksum: Sendable, Hashable {
  package var rows: Int64
  /// A decimal number.
  package var sum: String

  package var text: String { "\(rows):\(sum)" }
}
