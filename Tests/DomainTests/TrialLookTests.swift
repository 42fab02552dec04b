import Domain
import Testing

/// When a champion on trial is looked at, and what comes of a look.
struct TrialLookTests {
  private let policy = ReleasePolicy(
    trial: TimeSpan(microseconds: 86_400_000_000), minimumExamples: 100, confidence: 0.9)

  private func due(_ examples: Int, after looks: Int, isLast: Bool) -> TrialLook? {
    TrialLook.due(policy: policy, examples: examples, looksBefore: looks, isLast: isLast)
  }

  @Test func theEndIsALookOfItsOwn() {
    // The third look is due at 400 examples.
    #expect(due(399, after: 2, isLast: false) == nil)
    let last = due(399, after: 2, isLast: true)
    #expect(last?.number == 2 && last?.isLast == true)
    #expect(due(100, after: 2, isLast: true)?.number == 2 && due(100, after: 2, isLast: true)?.hasTooFew == false)
  }

  /// Whatever there is, a trial ends.
  @Test func withFewerExamplesThanTheFirstLookNeedsTheEndKeeps() {
    for (examples, looks) in [(0, 0), (1, 0), (99, 0), (99, 2), (99, 60)] {
      let last = due(examples, after: looks, isLast: true)
      #expect(last?.hasTooFew == true && last?.judge(nil) == .kept)
      #expect(due(examples, after: looks, isLast: false) == nil)
    }
    // Enough examples, and still no test, such as with one block of time.
    #expect(due(100, after: 0, isLast: true)?.judge(nil) == .kept)
    #expect(due(100, after: 0, isLast: false)?.judge(nil) == nil)
  }

  @Test func aLookThatIsDueAnywayIsTheSameLookAtTheEnd() {
    let (now, end) = (due(450, after: 1, isLast: false), due(450, after: 1, isLast: true))
    #expect(now?.number == 2 && end?.number == 2 && now?.confidence == end?.confidence)
    #expect(now?.isLast == false && end?.isLast == true)
  }

  @Test func onlyTheLastLookKeeps() {
    func comparison(_ low: Double) -> Comparison {
      Comparison(
        name: "paired_t", metric: .logLoss, statistic: 0, degreesOfFreedom: 99, p: 0.5, meanDifference: low + 0.1,
        low: low, high: low + 0.2, confidence: 0.95, count: 100, blocks: 100)
    }
    for isLast in [false, true] {
      let look = due(100, after: 0, isLast: isLast)
      #expect(look?.judge(comparison(0.01)) == .worse)
      #expect(look?.judge(comparison(0)) == (isLast ? .kept : .undecided))
      #expect(look?.judge(comparison(-0.1)) == (isLast ? .kept : .undecided))
    }
  }

  @Test func aTrialIsOverAtItsEnd() {
    let start = Timestamp(microseconds: 1_700_000_000_000_000)
    #expect(!policy.isOver(at: start + TimeSpan(microseconds: 86_399_999_999), since: start))
    #expect(policy.isOver(at: start + policy.trial, since: start))
    #expect(policy.hasTrial)
    let none = ReleasePolicy(trial: TimeSpan(microseconds: 0), minimumExamples: 1, confidence: 0.9)
    #expect(!none.hasTrial)
  }

  @Test func theDefaultAnswerGivesEachClassItsProbability() {
    let stated = DefaultAnswer(label: "no", probabilities: ["no": 0.75, "yes": 0.25])
    #expect(["no", "yes", "maybe"].map(stated.probability) == [0.75, 0.25, 0])
    #expect(DefaultAnswer(label: "no", probabilities: [:]).probability(of: "no") == 1)
  }
}
