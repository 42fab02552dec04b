import Domain

extension Report {
  /// What a loop without a champion lacked at the end.
  /// - Parameters:
  ///   - rounds: as the report has them.
  ///   - examples: that have closed with a label.
  static func missingChampion(_ config: LoopConfig, _ rounds: [JSONValue], examples: Int) -> String {
    guard let last = rounds.last else {
      return "no dataset was sealed: \(examples) examples with a label have closed, and sealing waits for "
        + "\(config.sealing.minimumExamples) (sealing.minimum_examples), for \(config.sealing.every.text) from the first "
        + "tick on (sealing.every), and for enough time between them to cut them in three (validation, holdout)"
    }
    let reasons = (last["reasons"]?.array ?? []).compactMap(\.string).joined(separator: "; ")
    if let failure = last["failure"]?.string { return "the last of \(rounds.count) rounds failed: \(failure)" }
    guard last["outcome"]?.string != nil else { return "the last of \(rounds.count) rounds has no verdict" }
    return "the last of \(rounds.count) rounds was refused: \(reasons); see `gate` in the loop's file"
  }
}
