extension ReleasePlan {
  /// What is wrong with the challenger, for sure or so much that nobody waits for a test; empty: nothing is known to be.
  func harm(_ evidence: ReleaseEvidence) -> [String] {
    var reasons: [String] = []
    if let losses = evidence.losses {
      let name = metric.rawValue
      let most = Double(limit.regression) / 1e6
      if losses.finding == .worse {
        let interval = losses.interval.map {
          ", and the interval that holds at all looks is [\(Figure.text($0.lowerBound)), \(Figure.text($0.upperBound))]"
        }
        reasons.append(
          "worse than the champion for sure: \(name) is higher by \(Figure.text(losses.mean))" + (interval ?? ""))
      } else if losses.mean > most, evidence.examples >= limit.minimumExamples, evidence.blocks >= limit.minimumBlocks {
        reasons.append(
          "\(name) is higher by \(Figure.text(losses.mean)) than the champion's on \(evidence.examples) examples; more than "
            + "\(Figure.text(most)) is not waited with")
      }
    }
    return reasons + evidence.crossed
  }

  /// What a stage still lacks to go on, in words.
  func missing(_ stage: ReleaseStage, _ progress: ReleaseProgress, _ evidence: ReleaseEvidence) -> [String] {
    var missing: [String] = []
    func ask(_ found: Int64, _ needed: Int64, _ what: String) {
      if found < needed { missing.append("\(found) of \(needed) \(what)") }
    }
    ask(evidence.examples, stage.minimumExamples, "examples")
    ask(evidence.blocks, stage.minimumBlocks, "whole blocks")
    ask(progress.ticks, stage.minimumTicks, "ticks")
    return missing
  }
}
