/// There are fewer than two blocks, too few for a paired test.
package struct TooFewBlocks: Error, Sendable, Hashable, CustomStringConvertible {
  /// What there is instead, such as `3 examples in 1 blocks`.
  let found: String

  package var description: String {
    "a paired test needs two blocks or more, but has \(found); use a longer holdout or shorter blocks"
  }
}
