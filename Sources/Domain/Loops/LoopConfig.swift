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
  /// What becomes of inputs of the wrong kind, at every door; nil: HTTP rejects, Kafka and files take them as missing.
  package var wrongKind: WrongKindPolicy?
  /// Which times of occurrence are plausible; nil: the usual ones. Read through `plausibleBefore` and `plausibleAfter`.
  package var times: TimePolicy?
  /// Whether labels may be spoilt on purpose; nil: no. Read through `isSandbox`.
  package var sandbox: Bool?

  package init(
    name: String, description: String, clock: LoopClock, inputs: [InputDeclaration], label: LabelPolicy,
    joinWindow: TimeSpan, defaultAnswer: DefaultAnswer, cleaning: CleaningPolicy, sealing: SealingPolicy,
    learner: LearnerConfig, gate: GatePolicy, release: ReleasePolicy, wrongKind: WrongKindPolicy? = nil,
    times: TimePolicy? = nil, sandbox: Bool? = nil
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
    self.wrongKind = wrongKind
    self.times = times
    self.sandbox = sandbox
  }
}
