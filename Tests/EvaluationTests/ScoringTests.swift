import Domain
import Learning
import Testing

@testable import Evaluation

/// From who answers to what is decided.
struct ScoringTests {
  private let day: Int64 = 86_400_000_000
  private let inputs = [InputDeclaration(name: "kind", kind: .category)]

  /// Ten a day for four days, half of them `yes`, of kinds `a` and `b` by turns in pairs.
  private func examples() throws -> ExampleSet {
    var builder = InputBatchBuilder(inputs)
    for row in 0..<40 { _ = builder.append(["kind": row % 4 < 2 ? "a" : "b"]) }
    return try ExampleSet(
      inputs: builder.build(), labels: (0..<40).map { Int32($0 % 2) }, times: (0..<40).map { Int64($0 / 10) * day },
      classes: ["no", "yes"])
  }

  private func gate(block: TimeSpan? = nil, guardrails: [Guardrail] = []) -> GatePolicy {
    GatePolicy(
      metric: .logLoss, confidence: 0.95, minimumImprovement: 0, minimumExamples: 20, block: block,
      guardrails: guardrails)
  }

  private func model(_ yes: Float) -> Answerer { .model(FixedModel(classes: ["no", "yes"], row: [1 - yes, yes])) }

  @Test func aModelsScoresAreInItsOwnClasses() throws {
    let other = Answerer.model(FixedModel(classes: ["yes", "maybe"], row: [0.75, 0.25]))
    let scores = try other.scores(on: examples())
    #expect(scores.classes == ["yes", "maybe"] && scores.probabilities.prefix(2) == [0.75, 0.25])
    // `no` is none of its classes.
    #expect(scores.labels.prefix(2) == [-1, 0])
  }

  @Test func theDefaultAnswersScoresAreInTheExamplesClasses() throws {
    let scores = try Answerer.standard(DefaultAnswer(label: "no", probabilities: ["yes": 0.25])).scores(on: examples())
    #expect(scores.classes == ["no", "yes"] && scores.probabilities.prefix(4) == [1, 0.25, 1, 0.25])
    #expect(try scores.labels == examples().labels)
  }

  @Test func oneAnswerToOneInput() throws {
    let answer = try model(0.75).answer(to: ["kind": "a"], inputs)
    #expect(answer.label == "yes" && answer.probabilities == ["no": 0.25, "yes": 0.75])
    // The first of equal ones.
    #expect(try model(0.5).answer(to: [:], inputs).label == "no")
    let stated = DefaultAnswer(label: "no", probabilities: ["no": 0.5, "yes": 0.5])
    let standard = try Answerer.standard(stated).answer(to: [:], inputs)
    #expect(standard.label == "no" && standard.probabilities == stated.probabilities)
  }

  @Test func aRowsAnswerAndItsProbabilities() throws {
    var builder = InputBatchBuilder(inputs)
    for _ in 0..<2 { _ = builder.append(["kind": "a"]) }
    let model = FixedModel(classes: ["no", "yes"], row: [0.25, 0.75])
    let scores = try Scores(model: model, on: builder.build(), truths: ["no", "maybe"])
    #expect(scores.count == 2 && scores.labels == [0, -1])
    #expect(scores.answer(1) == "yes" && scores.probability(of: "yes", 1) == 0.75)
    #expect(scores.probability(of: "maybe", 0) == 0 && scores.truth(0) == 0.25 && scores.truth(1) == 0)
  }

  @Test func firstMinusSecond() throws {
    let paired = try Paired(examples(), first: model(0.5), second: model(0.9))
    let comparison = try #require(try paired.comparison(gate()))
    #expect(comparison.meanDifference < 0 && comparison.count == 40 && comparison.blocks == 40)
    #expect(comparison.name == "paired_t" && comparison.confidence == 0.95 && comparison.metric == .logLoss)
    #expect(try paired.comparison(gate(), confidence: 0.8)?.confidence == 0.8)
    let blocks = try paired.comparison(gate(block: TimeSpan(microseconds: day)))
    #expect(blocks?.blocks == 4 && blocks?.name == "block_paired_t")
    // All in one block.
    #expect(try paired.comparison(gate(block: TimeSpan(microseconds: 10 * day))) == nil)
    #expect(try Paired(examples().subset([0]), first: model(0.5), second: model(0.9)).comparison(gate()) == nil)
  }

  @Test func theGateDecidesOnComparisonCountAndSlices() throws {
    let holdout = try Paired(examples(), first: model(0.5), second: model(0.9))
    let passed = try GateResult(holdout, gate: gate(), force: false)
    #expect(passed.decision.outcome == .promote && passed.slices.isEmpty)
    #expect(try passed.comparison == holdout.comparison(gate()))
    let reversed = try Paired(examples(), first: model(0.9), second: model(0.5))
    #expect(try GateResult(reversed, gate: gate(), force: false).decision.outcome == .refuse)
    let forced = try GateResult(reversed, gate: gate(), force: true).decision
    #expect(forced.outcome == .promote && forced.isForced)
    // No slice may rise at all; both kinds are better, so a margin below that improvement refuses.
    let rail = Guardrail(slice: "kind", metric: .logLoss, maximumRegression: -5, minimumExamples: 1)
    let crossed = try GateResult(holdout, gate: gate(guardrails: [rail]), force: false)
    #expect(crossed.slices.map(\.value) == ["a", "b"] && crossed.slices.map(\.count) == [20, 20])
    #expect(crossed.decision.outcome == .refuse && crossed.decision.reasons.count == 2)
  }
}
