import Domain
import Learning
import Testing

@testable import Evaluation

@Suite struct PairedTests {
  /// Four examples of two days; both know two classes, the first is surer of what is right.
  private func paired() throws -> Paired {
    let examples = try ExampleSet(
      inputs: InputBatch(names: ["x"], columns: [.numeric([1, 2, 3, 4])]), labels: [0, 1, 1, 0],
      times: [0, 1, 86_400_000_000, 86_400_000_001], classes: ["no", "yes"])
    func scores(_ second: [Float]) -> Scores {
      Scores(classes: ["no", "yes"], probabilities: second.flatMap { [1 - $0, $0] }, labels: examples.labels)
    }
    return Paired(examples, first: scores([0.25, 0.75, 0.75, 0.5]), second: scores([0.5, 0.5, 0, 0.5]))
  }

  @Test func theTestIsNamedAfterItsBlocks() throws {
    let paired = try paired()
    let plain = try #require(try paired.comparison(metric: .brier, confidence: 0.9, block: nil))
    #expect(plain.name == "paired_t" && plain.metric == .brier && plain.confidence == 0.9)
    #expect(plain.count == 4 && plain.blocks == 4 && plain.degreesOfFreedom == 3)
    let daily = try #require(try paired.comparison(metric: .errorRate, confidence: 0.95, block: TimeSpan(text: "1d")))
    #expect(daily.name == "block_paired_t" && daily.metric == .errorRate && daily.blocks == 2)
    #expect(try paired.comparison(metric: .logLoss, confidence: 0.95, block: TimeSpan(text: "2d")) == nil)
  }

  /// By hand: the differences of the squared errors are 1/16 - 1/4 twice, 1/16 - 1, and 0.
  @Test func everyMetricHasItsLoss() throws {
    let paired = try paired()
    #expect(try paired.comparison(metric: .brier, confidence: 0.95, block: nil)?.meanDifference == -1.3125 / 4)
    #expect(try paired.comparison(metric: .errorRate, confidence: 0.95, block: nil)?.meanDifference == -0.5)
    let log = try #require(try paired.comparison(metric: .logLoss, confidence: 0.95, block: nil)).meanDifference
    // Three times -ln 0.75 against ln 0.5 twice and a probability of zero, clipped.
    #expect(abs(log - (3 * 0.2876820724517809 - 2 * 0.6931471805599453 - 16.11809565095832) / 4) < 1e-6)
  }
}
