/// What a tick decides about a dataset version.
package enum SealResult: Sendable, Hashable {
  /// One is due, or the one that is due can be sealed.
  case sealed
  case notSealed(WaitReason)

  package var reason: WaitReason? {
    guard case .notSealed(let reason) = self else { return nil }
    return reason
  }

  package static func notSealed(_ code: WaitCode, _ sentence: String) -> SealResult {
    .notSealed(WaitReason(code, sentence))
  }
}
