import Domain
import Learning
import Testing

@testable import Evaluation

/// What a seal and a verdict say of the inputs.
@Suite struct NotesTests {
  private func dataset(holdout labels: [Int32]) throws -> Dataset {
    let count = 40 + labels.count
    let examples = try ExampleSet(
      inputs: InputBatch(
        names: ["x", "still", "gone", "wild"],
        columns: [
          .numeric((0..<count).map(Double.init)), .numeric(Array(repeating: 5, count: count)),
          .numeric((0..<count).map { $0 < 38 ? .nan : 1 }),
          .numeric((0..<count).map { $0 == 7 ? -1e300 : Double($0 % 5) }),
        ]), labels: (0..<40).map { Int32($0 % 2) } + labels, times: (0..<count).map(Int64.init), classes: ["no", "yes"])
    let moment = Timestamp(microseconds: 0)
    return Dataset(
      examples: examples, cut: DatasetCut(from: moment, validationFrom: moment, holdoutFrom: moment, to: moment),
      parts: [.train: 0..<40, .validation: 40..<40, .holdout: 40..<count], contentHash: "", foldVersion: "",
      removed: [:],
      classes: ["no": 20, "yes": 20], sources: ["/s": count])
  }

  @Test func inputsAreNamedWithTheirReason() throws {
    let dataset = try dataset(holdout: [0, 1])
    #expect(
      dataset.counts.inputs == [
        .init(input: "still", missing: 0, clipped: 0, reason: "constant"),
        .init(input: "gone", missing: 38, clipped: 0, reason: "mostly_missing"),
        .init(input: "wild", missing: 0, clipped: 1),
      ])
    #expect(dataset.notes.map(\.code) == [.inputConstant, .inputMostlyMissing])
    #expect(
      dataset.notes[1].sentence
        == "input gone is missing in 38 of 40 examples to train on, 90 % or more: mostly missing")
  }

  @Test func anUndefinedAucHasItsReason() throws {
    #expect(try dataset(holdout: [1, 1, 1]).notes.first?.code == .aucUndefined)
    #expect(
      try dataset(holdout: [1, 1, 1]).notes.first?.sentence.contains(
        "all 3 examples of the holdout have the class \"yes\"") == true)
  }

  /// The gate's own check: a model that knows more classes than it can name.
  @Test func aChallengerThatCannotAnswerIsRefused() throws {
    let holdout = try dataset(holdout: [0, 1, 0, 1]).part(.holdout)
    let gate = GatePolicy(
      metric: .logLoss, confidence: 0.9, minimumImprovement: 0, minimumExamples: 2, block: nil, guardrails: [])
    let many = ["no", "yes"] + (0..<5_000).map { "\($0)" + String(repeating: "x", count: 40) }
    let wordy = FixedModel(classes: many, row: [0.5, 0.5] + Array(repeating: 0, count: 5_000))
    let broken = FixedModel(classes: ["no", "yes"], row: [.nan, .nan])
    let bad = Answerer.model(FixedModel(classes: ["no", "yes"], row: [0, 0]))
    for force in [false, true] {
      let large = try GateResult(Paired(holdout, first: .model(wordy), second: bad), gate: gate, force: force).decision
      #expect(large.outcome == .refuse && large.findings.first?.code == .answerTooLarge)
      let none = try GateResult(Paired(holdout, first: .model(broken), second: bad), gate: gate, force: force).decision
      #expect(none.outcome == .refuse && none.findings.first?.code == .answerNotFinite)
    }
  }
}
