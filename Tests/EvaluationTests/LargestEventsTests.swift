import Domain
import Foundation
import Learning
import Statistics
import Testing
import Wire

@testable import Evaluation

/// Our own events fit our own limit, whatever the data.
@Suite struct LargestEventsTests {
  private static let contract = Result {
    try Contract.load(
      directory: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "streams").path)
  }

  /// Names that take six bytes for each of theirs.
  private func name(_ number: Int, bytes: Int) -> String {
    "\(number)" + String(repeating: "\u{1}", count: max(0, bytes - 6))
  }

  private func expectFits(_ data: some EventData) throws {
    let bytes = Array(data.json.canonicalText.utf8)
    #expect(bytes.count <= Contract.dataLimit, "\(type(of: data).type): \(bytes.count) bytes")
    let rejection = try Self.contract.get().check(bytes, of: type(of: data).type)
    #expect(rejection == nil, "\(type(of: data).type): \(String(describing: rejection))")
  }

  private var hash: String { String(repeating: "f", count: 64) }
  private var id: String { String(repeating: "i", count: 128) }
  private var moment: Timestamp { Timestamp(microseconds: 253_402_300_799_999_999) }

  private func dataset(classes: [String], inputs: Int, sources: Int, sourceBytes: Int = 1_500) throws -> Dataset {
    let count = max(classes.count, 40)
    let names = (0..<inputs).map { name($0, bytes: 900) }
    let columns = (0..<inputs).map { input -> InputColumn in
      .numeric((0..<count).map { $0 == 0 ? 1e300 : input % 2 == 0 ? 7 : Double($0) })
    }
    let examples = try ExampleSet(
      inputs: InputBatch(names: names, columns: columns), labels: (0..<count).map { Int32($0 % classes.count) },
      times: (0..<count).map(Int64.init), classes: classes)
    return Dataset(
      examples: examples, cut: DatasetCut(from: moment, validationFrom: moment, holdoutFrom: moment, to: moment),
      parts: [.train: 0..<count - 2, .validation: count - 2..<count - 1, .holdout: count - 1..<count],
      contentHash: hash, foldVersion: hash,
      removed: Dictionary(
        uniqueKeysWithValues: [
          "duplicate", "empty", "missing", "no_label", "out_of_range", "out_of_window", "unknown_label",
        ]
        .map { ($0, Int.max) }),
      classes: Dictionary(uniqueKeysWithValues: classes.map { (ByteText($0), Int.max) }),
      sources: Dictionary(
        uniqueKeysWithValues: (0..<sources).map { (ByteText(name($0, bytes: sourceBytes)), Int.max) }),
      problems: InputProblems(
        named: names.prefix(InputProblems.mostNamed).map {
          .init(input: $0, reason: "wrong_kind", found: "boolean", count: .max / 1_000)
        }, more: max(0, names.count - InputProblems.mostNamed), examples: .max))
  }

  private func sealed(_ dataset: Dataset) -> DatasetSealed {
    DatasetSealed(
      datasetID: id, contentHash: hash, configDigest: hash, tick: .init(eventID: id, time: moment), position: .max,
      cut: dataset.cut, counts: dataset.counts, foldVersion: hash, labels: .truthful, force: false, requestID: id)
  }

  @Test(arguments: [(2, 400, 3_000), (50, 3, 20_000), (2_000, 1, 10)])
  func sealsFit(classes: Int, inputs: Int, sources: Int) throws {
    let dataset = try dataset(
      classes: (0..<classes).map { name($0, bytes: 15) }, inputs: inputs, sources: sources)
    #expect(dataset.sealResult == .sealed)
    let counts = dataset.counts
    #expect(counts.sources.count + (counts.moreSources ?? 0) == sources)
    #expect((counts.inputs?.count ?? 0) + (counts.moreInputs ?? 0) == inputs)
    #expect((counts.problems?.count ?? 0) + (counts.moreProblems ?? 0) == inputs)
    #expect(counts.classes.count == classes)
    try expectFits(sealed(dataset))
  }

  /// At the limit of what is sealed: one class more is refused, and all that is sealed can be told and answered.
  @Test func whatIsSealedFitsAndWhatDoesNotFitIsNotSealed() throws {
    var random = SplitMix(state: 3)
    var refused = 0
    for _ in 0..<30 {
      let (count, length) = (Int(random.next() % 3_000) + 2, Int(random.next() % 200) + 6)
      let dataset = try dataset(classes: (0..<count).map { name($0, bytes: length) }, inputs: 60, sources: 600)
      guard dataset.sealResult == .sealed else {
        #expect(dataset.sealResult.reason?.code == .answerTooLarge)
        refused += 1
        continue
      }
      try expectFits(sealed(dataset))
      let row = dataset.examples.classes.map { (ByteText($0), Double(Float(1.175_494_35e-38))) }
      let output = InteractionRecorded.Output(
        label: dataset.examples.classes[0], probability: 0.5, probabilities: Dictionary(uniqueKeysWithValues: row))
      try expectFits(
        InteractionRecorded(
          interactionID: id, unit: id, input: ["text": .string(String(repeating: "x", count: 20_000))], output: output,
          model: id, generation: .max, propensity: 1))
    }
    #expect((5...25).contains(refused))
  }

  @Test func verdictsFit() throws {
    let values = 4_000
    let dataset = try dataset(classes: ["no", "yes"], inputs: 300, sources: 1)
    let rails = (0..<5).map {
      Guardrail(slice: name($0, bytes: 4_000), metric: .logLoss, maximumRegression: 0.1, minimumExamples: 1)
    }
    let slices = rails.flatMap { rail in
      (0..<values).map { number in
        SliceResult(
          guardrail: rail, value: name(number, bytes: 2_000), count: number + 1,
          challenger: number % 3 == 0 ? Double(number) : 0, champion: 0)
      }
    }
    let policy = GatePolicy(
      metric: .logLoss, confidence: 0.95, minimumImprovement: -0.03, minimumExamples: 50, block: nil, guardrails: rails)
    let comparison = Comparison(
      name: "paired_t", metric: .logLoss, statistic: .infinity, degreesOfFreedom: 1e9, p: .nan,
      meanDifference: -0.1234567890123456, low: -.infinity, high: 1e300, confidence: 0.95, count: .max, blocks: .max)
    var result = try GateResult(
      Paired(
        dataset.part(.holdout), first: .standard(DefaultAnswer(label: "no", probabilities: ["no": 1])),
        second: .standard(DefaultAnswer(label: "no", probabilities: ["no": 1]))), gate: policy, force: false)
    result.slices = slices
    result.decision = GateDecision(policy: policy, comparison: comparison, count: 3, slices: slices, force: false)
    let told = result.told(notes: dataset.notes)
    #expect(told.reasons.count == told.codes.count && (told.moreReasons ?? 0) > 1_000)
    #expect(told.slices.count + (told.moreSlices ?? 0) == slices.count && told.slices.count >= 20)
    #expect(told.slices.allSatisfy { !$0.passed }, "those that failed come first")
    let metrics = HoldoutMetrics(
      ClassificationMetrics(probabilities: [.nan, .infinity, 1, 0], labels: [0, 1], classes: 2))
    try expectFits(
      VerdictReached(
        evaluationID: id, datasetID: id, runID: id, challenger: id, champion: id, outcome: .refuse,
        reasons: told.reasons, codes: told.codes, moreReasons: told.moreReasons, gateDigest: hash, forced: false,
        metrics: .init(challenger: metrics, champion: metrics), test: comparison.result, slices: told.slices,
        moreSlices: told.moreSlices))
    try expectFits(
      VerdictRevised(
        modelID: id, predecessor: id, generation: .max, outcome: .kept, look: 41, tickPosition: .max,
        test: comparison.result, reasons: told.reasons))
  }

  @Test func evaluationsAndRunsFit() throws {
    let learner = LearnerConfig(
      kind: "mlp", settings: ["epochs": 3],
      trials: Dictionary(
        uniqueKeysWithValues: (0..<3_000).map { (ByteText(name($0, bytes: 2_000)), JSONValue.object(["epochs": 2])) }),
      seed: 1)
    let plan = TrialPlan(learner: learner, codeVersion: "2", datasetID: id, champion: nil, warmable: false)
    let candidates = plan.trials.map {
      ChallengerSelection.Candidate(
        modelID: id, runID: id, trial: $0.name, trialIndex: $0.index, validationLogLoss: 1 / Double($0.index + 3))
    }
    let selection = ChallengerSelection.stated(candidates)
    #expect(selection.named.count + (selection.more ?? 0) == candidates.count && selection.named.count >= 30)
    #expect(
      selection.named.map(\.logLoss) == selection.named.map(\.logLoss).sorted(by: >), "in the order of the trials")
    #expect(selection.named.last?.logLoss == ChallengerSelection.select(candidates)?.validationLogLoss)
    try expectFits(
      EvaluationStarted(
        evaluationID: id, datasetID: id, challenger: id, champion: nil, generation: 1, gateDigest: hash,
        selection: selection.named, moreCandidates: selection.more))
    for trial in plan.trials.suffix(3) {
      try expectFits(
        RunStarted(
          runID: trial.runID, modelID: trial.modelID, datasetID: id, trial: trial.name, trialIndex: trial.index,
          trials: plan.trials.count, learner: "mlp", codeVersion: "2", settings: trial.settings, seed: 1, parent: nil))
    }
  }

  @Test func fewAreToldWhole() throws {
    let candidates = (0..<3).map {
      ChallengerSelection.Candidate(
        modelID: "m\($0)", runID: "r", trial: "t\($0)", trialIndex: $0,
        validationLogLoss: $0 == 1 ? .infinity : Double($0))
    }
    #expect(ChallengerSelection.stated(candidates).named.map(\.trial) == ["t0", "t2"])
    #expect(ChallengerSelection.stated(candidates).more == nil)
    let counts = try dataset(classes: ["no", "yes"], inputs: 2, sources: 3, sourceBytes: 30).counts
    #expect(counts.moreSources == nil && counts.moreInputs == nil && counts.sources.count == 3)
  }
}
