/// One learning problem as its YAML file declares it; validated by `Wire`, stated in the ledger as `LoopConfigured`.
package struct LoopConfig: Codable, Sendable, Hashable {
  /// `namespace.name`, lower-case words.
  package var name: String
  package var description: String
  package var clock: LoopClock
  package var inputs: [InputDeclaration]
  package var label: LabelPolicy
  /// How long after an interaction its feedback may come before the example closes.
  package var joinWindow: TimeSpan
  package var defaultAnswer: DefaultAnswer
  package var cleaning: CleaningPolicy
  package var sealing: SealingPolicy
  package var learner: LearnerConfig
  package var gate: GatePolicy
  package var release: ReleasePolicy

  package init(
    name: String, description: String, clock: LoopClock, inputs: [InputDeclaration], label: LabelPolicy,
    joinWindow: TimeSpan, defaultAnswer: DefaultAnswer, cleaning: CleaningPolicy, sealing: SealingPolicy,
    learner: LearnerConfig, gate: GatePolicy, release: ReleasePolicy
  ) {
    self.name = name
    self.description = description
    self.clock = clock
    self.inputs = inputs
    self.label = label
    self.joinWindow = joinWindow
    self.defaultAnswer = defaultAnswer
    self.cleaning = cleaning
    self.sealing = sealing
    self.learner = learner
    self.gate = gate
    self.release = release
  }
}
