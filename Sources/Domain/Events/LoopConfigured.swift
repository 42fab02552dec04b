/// A loop as it is from here on.
package struct LoopConfigured: EventData {
  package static let type = "millrace.loop.configured.v1"

  package var config: LoopConfig
  /// Of the configuration's normal form.
  package var digest: String?

  package init(config: LoopConfig, digest: String? = nil) {
    self.config = config
    self.digest = digest
  }

  package static let full = LoopConfigured(config: .full, digest: LoopConfig.full.digest)
}

extension LoopConfig {
  /// A configuration in which no member is missing.
  package static let full = LoopConfig(
    name: "demo.flights", description: "Will a flight be late?", clock: .occurred,
    inputs: [
      InputDeclaration(name: "carrier", kind: .category), InputDeclaration(name: "distance", kind: .numeric),
    ],
    label: LabelPolicy(
      name: "late", classes: ["late", "on_time"], positive: "late", aggregation: .last, default: "on_time"),
    joinWindow: TimeSpan(microseconds: 172_800_000_000),
    defaultAnswer: DefaultAnswer(label: "on_time", probabilities: ["on_time": 0.8, "late": 0.2]),
    cleaning: CleaningPolicy(duplicates: .drop, empty: .drop, missing: .keep, ranges: ["distance": 0...10_000]),
    sealing: SealingPolicy(
      every: TimeSpan(microseconds: 604_800_000_000), minimumExamples: 1_000,
      window: TimeSpan(microseconds: 7_776_000_000_000), validation: TimeSpan(microseconds: 86_400_000_000),
      holdout: TimeSpan(microseconds: 172_800_000_000)),
    learner: LearnerConfig(kind: "mlp", settings: ["epochs": 8], trials: ["deep": ["hidden": [64, 64]]], seed: 1),
    gate: GatePolicy(
      metric: .logLoss, confidence: 0.95, minimumImprovement: 0, minimumExamples: 500,
      block: TimeSpan(microseconds: 86_400_000_000),
      guardrails: [
        Guardrail(slice: "carrier", metric: .logLoss, maximumRegression: 0.05, minimumExamples: 100)
      ]),
    release: ReleasePolicy(
      trial: TimeSpan(microseconds: 604_800_000_000), minimumExamples: 500, confidence: 0.95),
    wrongKind: .missing,
    times: TimePolicy(before: TimeSpan(microseconds: 604_800_000_000), after: TimeSpan(microseconds: 60_000_000)),
    sandbox: true)
}
