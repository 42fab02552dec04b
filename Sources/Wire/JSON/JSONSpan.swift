/// Where a string's content lies, without its quotes, and what it takes to read it.
package struct JSONSpan: Sendable, Hashable {
  package var start: Int
  package var end: Int
  /// There is an escape in it.
  package var hasEscapes: Bool
  /// There is a byte above 0x7F in it.
  package var hasNonASCII: Bool
}
