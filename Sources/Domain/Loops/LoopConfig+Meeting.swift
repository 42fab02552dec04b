/// Whether what is sealed can ever be enough for the gate.
extension LoopConfig {
  /// How many examples the holdout has, of so many that a dataset is sealed with at least: the most, whatever they come
  /// by. Examples that come slower, or faster than both newest parts together are long, make it less.
  package var largestLeastHoldout: Int {
    let parts = Double(sealing.holdout.microseconds + sealing.validation.microseconds)
    let share = max(0.2, Double(sealing.holdout.microseconds) / (2 * parts))
    return Int(Double(sealing.minimumExamples) * share)
  }

  /// Where sealing and gate do not meet: the first datasets are refused for nothing but the size of their holdout.
  /// - Parameter holdout: how many examples the holdout would have now, where the loop has any; nil: none yet.
  package func meetingProblem(holdout: Int?) -> Problem? {
    let needed = gate.minimumExamples
    if let holdout {
      guard holdout < needed else { return nil }
      return Problem(
        path: ["gate", "minimum_examples"],
        message: "a holdout of \(sealing.holdout.text) would have \(holdout) examples now, and the gate asks for "
          + "\(needed): every challenger is refused until more arrive",
        mend: "set gate.minimum_examples to at most \(max(2, holdout)), or make sealing.holdout longer")
    }
    let least = largestLeastHoldout
    guard least < needed else { return nil }
    return Problem(
      path: ["gate", "minimum_examples"],
      message: "of \(sealing.minimumExamples) examples, which a dataset is sealed with at least, the holdout has at "
        + "most \(least), and the gate asks for \(needed): a challenger is refused while no more arrive",
      mend: "set gate.minimum_examples to at most \(max(2, least)), or sealing.minimum_examples to at least "
        + "\(leastSealed(for: needed))")
  }

  /// About how many examples a dataset has to be sealed with for its holdout to have so many.
  private func leastSealed(for needed: Int) -> Int64 {
    let ratio = Double(max(sealing.minimumExamples, 1)) / Double(max(largestLeastHoldout, 1))
    // Both are bounded (`largestCount`), their product is not.
    return min(Int64(exactly: (Double(needed) * ratio).rounded(.down) + 1) ?? .max, LoopConfig.largestCount)
  }
}
