import Domain
import Statistics

extension ReleaseEvidence.Losses {
  /// - Parameters:
  ///   - blocks: the mean difference of each whole block, challenger minus champion.
  ///   - alpha: of each of the two findings, over all looks.
  /// - Returns: nil without a block.
  package init?(blocks: DrawSums, alpha: Double) {
    guard let sequence = MeanSequence(blocks, alpha: alpha) else { return nil }
    let interval = sequence.low.isFinite && sequence.high.isFinite ? sequence.low...sequence.high : nil
    self.init(
      mean: sequence.mean, finding: sequence.low > 0 ? .worse : sequence.high < 0 ? .better : .open, interval: interval)
  }

  /// - Parameters:
  ///   - sum: of the differences, in millionths.
  ///   - worse: bets against the challenger being no worse.
  ///   - better: bets against it being no better.
  ///   - alpha: of each of the two findings, over all looks.
  /// - Returns: nil without a draw.
  package init?(sum: Int64, worse: Bets, better: Bets, alpha: Double) {
    guard worse.draws > 0 else { return nil }
    self.init(
      mean: Double(sum) / Double(worse.draws) / 1e6,
      finding: worse.haveWon(alpha: alpha) ? .worse : better.haveWon(alpha: alpha) ? .better : .open, interval: nil)
  }
}
