import Domain
import Testing

/// Whether sealing and gate can meet, by the configuration alone and by what has arrived.
struct MeetingTests {
  private func config(examples: Int, gate: Int, validation: Int64 = 3, holdout: Int64 = 4) -> LoopConfig {
    var config = LoopConfig.full
    config.sealing.minimumExamples = examples
    config.sealing.validation = TimeSpan(microseconds: validation * 86_400_000_000)
    config.sealing.holdout = TimeSpan(microseconds: holdout * 86_400_000_000)
    config.gate.minimumExamples = gate
    return config
  }

  /// Examples that come evenly, over any span, cut as the curator cuts them: the holdout is never larger than promised.
  @Test(arguments: [(1, 1), (3, 4), (1, 9), (9, 1)] as [(Int64, Int64)])
  func theHoldoutOfTheLeastDatasetIsNotLarger(validation: Int64, holdout: Int64) {
    let config = config(examples: 1_000, gate: 500, validation: validation, holdout: holdout)
    var largest = 0
    for hours in stride(from: 1, to: 24 * 60, by: 7) {
      let step = Int64(hours) * 3_600_000_000 / 999
      let times = (0..<1_000).map { Timestamp(microseconds: Int64($0) * step) }
      let cut = DatasetCut(policy: config.sealing, oldest: times[0], newest: times[999])
      largest = max(largest, times.count { cut.part(of: $0) == .holdout })
    }
    #expect(largest <= config.largestLeastHoldout + 2 && largest >= config.largestLeastHoldout * 9 / 10)
  }

  @Test func saysHowToMendIt() {
    let problem = config(examples: 1_000, gate: 500).meetingProblem(holdout: nil)
    #expect(problem?.path == ["gate", "minimum_examples"] && problem?.mend.contains("at most 285") == true)
    #expect(config(examples: 1_000, gate: 285).meetingProblem(holdout: nil) == nil)
    #expect(config(examples: 1_000, gate: 500).meetingProblem(holdout: 97)?.message.contains("97 examples") == true)
    #expect(config(examples: 10, gate: 500).meetingProblem(holdout: 600) == nil, "it has more than the least")
  }
}
