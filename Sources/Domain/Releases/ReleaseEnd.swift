/// How a release ends.
package enum ReleaseEnd: String, Codable, Sendable, Hashable, CaseIterable, JSONLeaf {
  /// The challenger stays the champion.
  case kept
  /// It was worse, or crossed a guardrail, before it was the champion.
  case stopped
  /// It was worse, or crossed a guardrail, as the champion.
  case rolledBack = "rolled_back"
  /// A stage did not get what it needed in its time.
  case givenUp = "given_up"
  /// A person said so, or it could not go on as planned.
  case aborted
  /// A newer challenger takes its place.
  case superseded
}
