/// Something that had to happen did not.
package struct NeverHappened: Error, CustomStringConvertible {
  package var description: String
}

/// Looks again and again until it is so. The limit is there for what hangs, not as a measure: it is generous.
package func eventually(
  _ what: String, limit: Duration = .seconds(150), isolation: isolated (any Actor)? = #isolation,
  _ isSo: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  while ContinuousClock.now < deadline {
    if try await isSo() { return }
    try await Task.sleep(for: .milliseconds(20))
  }
  throw NeverHappened(description: "not within \(limit): \(what)")
}
