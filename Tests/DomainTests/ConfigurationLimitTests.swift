import Domain
import Testing

/// Configurations at the limits of what `Reader` and the schema let pass: nothing that is derived of them traps.
struct ConfigurationLimitTests {
  private static let counts = [0, 1, 2, 3, 4_097, 1_000_000_000_000, Int(LoopConfig.largestCount)]
  private static let spans: [Int64] = [1, 1_000_000, 86_400_000_000, LoopConfig.longestSpan.microseconds]
  private static let moments = [Timestamp.earliest, Timestamp(microseconds: 0), Timestamp.latest]

  @Test func nothingDerivedOfThemTraps() {
    var random = SplitMix(state: 11)
    func pick<Value>(_ values: [Value]) -> Value { values[Int(random.next() % UInt64(values.count))] }
    func span() -> TimeSpan { TimeSpan(microseconds: pick(ConfigurationLimitTests.spans)) }
    var (checked, met) = (0, 0)
    for _ in 0..<4_000 {
      var config = LoopConfig.full
      config.joinWindow = span()
      config.sealing = SealingPolicy(
        every: span(), minimumExamples: pick(ConfigurationLimitTests.counts), window: nil, validation: span(),
        holdout: span())
      config.gate.minimumExamples = max(2, pick(ConfigurationLimitTests.counts))
      config.gate.block = pick([nil, span()])
      config.release = ReleasePolicy(
        trial: pick([.zero, span()]), minimumExamples: max(1, pick(ConfigurationLimitTests.counts)),
        confidence: pick([Double(0.5).nextUp, 0.95, Double(1).nextDown]))
      config.times = TimePolicy(before: span(), after: span())
      guard config.problems.isEmpty else { continue }
      checked += 1
      #expect((try? LoopConfig(json: config.json)) == config, "what has no problems can be read")
      if let problem = config.meetingProblem(holdout: pick([nil, 0, .max])) {
        met += 1
        #expect(!problem.mend.isEmpty)
      }
      let (now, other) = (pick(ConfigurationLimitTests.moments), pick(ConfigurationLimitTests.moments))
      let decision = SealDecision(
        policy: config.sealing, firstTick: now, lastSeal: pick([nil, other]), newExamples: pick([0, .max]),
        isRequested: pick([false, true]))
      _ = decision.result(at: other)
      let cut = DatasetCut(policy: config.sealing, oldest: min(now, other), newest: max(now, other))
      #expect(cut.from <= cut.validationFrom && cut.validationFrom <= cut.holdoutFrom && cut.holdoutFrom <= cut.to)
      let before = pick([0, 1, 39, 40])
      let look = TrialLook.due(
        policy: config.release, examples: pick([0, 1, .max]), looksBefore: before, isLast: pick([false, true]))
      #expect(look.map { $0.confidence > 0.5 && $0.number >= before } ?? true)
      _ = config.release.isOver(at: other, since: now)
      _ = (config.plausibleBefore, config.plausibleAfter)
      _ = GateDecision(policy: config.gate, comparison: nil, count: pick([0, .max]), slices: [], force: false)
    }
    #expect(checked > 3_000 && met > 500, "\(checked), \(met)")
  }

  /// Beyond any number of examples a look is not due; it is not due at none either.
  @Test func looksDoubleWithoutEnd() {
    let policy = ReleasePolicy(
      trial: TimeSpan(microseconds: 1), minimumExamples: Int(LoopConfig.largestCount), confidence: 0.95)
    #expect(TrialLook.due(policy: policy, examples: 1_000, looksBefore: 30) == nil)
    #expect(TrialLook.due(policy: policy, examples: Int(LoopConfig.largestCount), looksBefore: 0)?.number == 0)
  }

  @Test(arguments: ["sealing", "gate", "release", "guardrails", "seed"])
  func countsBeyondTheLimitAreRefused(section: String) throws {
    func read(_ count: Int64) throws -> LoopConfig {
      guard case .object(var root) = LoopConfig.full.json else { return .full }
      func with(_ part: JSONValue?, _ name: String, _ value: JSONValue) -> JSONValue {
        var members = part?.object ?? [:]
        members[name] = value
        return .object(members)
      }
      switch section {
      case "guardrails":
        root["gate"] = with(
          root["gate"], "guardrails",
          [["slice": "carrier", "maximum_regression": 1, "minimum_examples": .integer(count)]])
      case "seed": root["learner"] = with(root["learner"], "seed", .integer(count))
      default: root[section] = with(root[section], "minimum_examples", .integer(count))
      }
      return try LoopConfig(json: .object(root))
    }
    if section != "seed" { _ = try read(LoopConfig.largestCount) }
    for count in [LoopConfig.largestCount + 1, 1_000_000_000_000_000_000, .max] {
      #expect(throws: LoopConfig.Invalid.self) { try read(count) }
    }
  }
}
