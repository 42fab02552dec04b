extension SealDecision {
  /// `sealsAt` with the reason against.
  package func result(at tick: Timestamp) -> SealResult {
    if sealsAt(tick) { return .sealed }
    guard !isRequested, newExamples >= policy.minimumExamples else {
      return .notSealed(
        .tooFewExamples,
        "\(Counted.text(newExamples, "example")) closed since \(lastSeal == nil ? "the beginning" : "the last seal"); "
          + "sealing.minimum_examples asks for \(policy.minimumExamples)")
    }
    return .notSealed(
      .intervalRunning, "the next dataset is due at \(((lastSeal ?? firstTick) + policy.every).phrase)")
  }
}
