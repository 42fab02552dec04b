import Domain
import ReactorSupport

/// Control events that their schemas allow and that cannot be true: of what there is not, of other loops, of the future.
struct ImpossibleEvents {
  private var random: SplitMix
  private var count = 0

  init(seed: UInt64) { random = SplitMix(state: seed) }

  private mutating func pick<T>(_ items: [T]) -> T { items[Int(random.next() % UInt64(items.count))] }

  /// Some of them, for a loop and for one that nobody configured.
  /// - Parameters:
  ///   - head: where the ledger ends.
  ///   - datasets: those that there are.
  mutating func some(_ history: inout LoopHistory, day: Double, head: Int64, datasets: [String]) -> [Event] {
    (0..<(4 + Int(random.next() % 8))).map { _ in
      count += 1
      let position = pick([1, head, head + 1, head + 1_000_000, 9_000_000_000_000_000])
      let dataset = pick(datasets + ["dataset-of-nobody"])
      let (model, run) = (pick(["model-of-nobody", "model-\(count)"]), "run-\(count)")
      let data = data(position: position, dataset: dataset, model: model, run: run, day: day)
      var event = history.event(data.type, day: day, data.json)
      if random.next() % 4 == 0 {
        event.loop = "nobody.knows"
        event.key = event.loop
      }
      return event
    }
  }

  private mutating func data(
    position: Int64, dataset: String, model: String, run: String, day: Double
  ) -> (type: String, json: JSONValue) {
    func made<D: EventData>(_ data: D) -> (type: String, json: JSONValue) { (D.type, data.json) }
    let digest = String(repeating: "a", count: 64)
    let (time, trials) = (LoopHistory.time(day: day + Double(random.next() % 40_000)), 1 + Int(random.next() % 5))
    let index = Int(random.next() % 3)
    switch random.next() % 14 {
    case 0:
      return made(
        DatasetSealed(
          datasetID: "dataset-\(count)", contentHash: digest, configDigest: digest,
          tick: .init(eventID: "t", time: time), position: position,
          cut: DatasetCut(from: time, validationFrom: time, holdoutFrom: time, to: time),
          counts: DatasetSealed.full.counts,
          foldVersion: pick(["1", digest]), labels: .truthful, force: false))
    case 1, 2:
      return made(
        RunStarted(
          runID: pick([run, "run-1", "run-2"]), modelID: model, datasetID: dataset, trial: "warm", trialIndex: index,
          trials: trials, learner: "mlp", codeVersion: "0", settings: [:], seed: 1,
          parent: pick([nil, "model-of-nobody"])))
    case 3, 4:
      return made(
        RunCompleted(
          runID: pick([run, "run-1", "run-2"]), modelID: model, datasetID: dataset, trial: "warm", trialIndex: index,
          trials: trials, artifact: digest, artifactBytes: 10,
          validation: RunCompleted.Validation(logLoss: 0, auc: nil), epochs: 1, fingerprint: [:]))
    case 5:
      return made(
        EvaluationStarted(
          evaluationID: "evaluation-\(count)", datasetID: dataset, challenger: model, champion: nil, generation: 7,
          gateDigest: digest, selection: []))
    case 6:
      var verdict = VerdictReached.full
      verdict.evaluationID = "evaluation-\(count - 1)"
      verdict.datasetID = dataset
      verdict.challenger = model
      return made(verdict)
    case 7:
      return made(
        VerdictRevised(
          modelID: model, predecessor: nil, generation: pick([0, 1, 99]), outcome: pick(TrialLook.Outcome.allCases),
          look: pick([1, 40, 2_000_000_000]), tickPosition: position, test: .full, reasons: []))
    case 8, 9:
      let generation = pick([0, 1, 2, 50] as [Int64])
      return made(
        ModelPromoted(
          slot: LoopHistory.name, modelID: model, generation: generation + 1, replacesGeneration: generation,
          decidedAtPosition: position, predecessor: nil, verdictID: "verdict-of-nobody", forced: false))
    case 10:
      let generation = pick([0, 1, 2, 50] as [Int64])
      return made(
        ModelRolledBack(
          slot: LoopHistory.name, fromModel: model, fromGeneration: generation, modelID: pick([nil, model]),
          generation: generation + 1, replacesGeneration: generation, decidedAtPosition: position, reason: "so",
          verdictID: "verdict-of-nobody"))
    case 11:
      return made(
        RoundFailed(
          datasetID: pick([nil, dataset]), tick: "t", position: position, stage: pick(RoundStage.allCases), code: "so",
          sentence: "so"))
    case 12:
      return made(
        RoundWaiting(
          reactor: pick(["curator", "nobody"]), code: pick([nil, "so"]), sentence: "so", cause: "t", position: position)
      )
    default:
      return made(DatasetRequested(reason: "so", labels: .shuffled))
    }
  }
}
