/// What a release goes by. It stands in the ledger before the first look, and nothing that is declared later changes it.
package struct ReleasePlan: Codable, Sendable, Hashable {
  /// Who says whether the challenger is worse.
  package enum Evidence: String, Codable, Sendable, Hashable, CaseIterable, JSONLeaf {
    /// Both arms are scored on all examples, whoever answered.
    case paired
    /// What the other arm would have got is not known, so people go on; guardrails still stop.
    case people
  }

  /// A mean loss above the champion's that stops at once, without a test.
  package struct Limit: Codable, Sendable, Hashable {
    /// In millionths of the metric's unit.
    package var regression: Int64
    package var minimumExamples: Int64
    package var minimumBlocks: Int64

    package init(regression: Int64, minimumExamples: Int64, minimumBlocks: Int64) {
      self.regression = regression
      self.minimumExamples = minimumExamples
      self.minimumBlocks = minimumBlocks
    }
  }

  package var evidence: Evidence
  package var metric: GateMetric
  /// The draws of the tests; nil: examples.
  package var block: TimeSpan?
  /// How probable it may be that a release of a challenger that is as good is ever stopped, in millionths: half of it for
  /// "worse", half shared by the slices.
  package var alpha: Int64
  package var limit: Limit
  package var guardrails: [Guardrail]
  package var stages: [ReleaseStage]

  package init(
    evidence: Evidence, metric: GateMetric, block: TimeSpan?, alpha: Int64 = 50_000, limit: Limit,
    guardrails: [Guardrail], stages: [ReleaseStage]
  ) {
    self.evidence = evidence
    self.metric = metric
    self.block = block
    self.alpha = alpha
    self.limit = limit
    self.guardrails = guardrails
    self.stages = stages
  }

  /// What is no plan, in words; nil where a release can go by it.
  package var problem: String? {
    guard let first = stages.first, let last = stages.last else { return "has no stage" }
    for (stage, next) in zip(stages, stages.dropFirst()) {
      guard stage.kind.order < next.kind.order || stage.kind == .ramp && next.kind == .ramp else {
        return "has the stage \(next.kind.rawValue) behind \(stage.kind.rawValue)"
      }
      guard stage.share < next.share else { return "has a stage \(next.kind.rawValue) with no larger share" }
    }
    for stage in stages {
      let shares: ClosedRange<Int64> =
        switch stage.kind {
        case .shadow: 0...0
        case .canary, .ramp: 1...(UnitPoint.count - 1)
        case .trial: UnitPoint.count...UnitPoint.count
        }
      guard shares.contains(stage.share) else { return "has a share of \(stage.share) in \(stage.kind.rawValue)" }
      guard stage.longest >= .zero, stage.minimumTicks >= 0, stage.minimumExamples >= 0, stage.minimumBlocks >= 0 else {
        return "has a length or a least number below zero in \(stage.kind.rawValue)"
      }
    }
    guard last.kind == .trial else { return "ends with \(last.kind.rawValue), and a trial has to be its last stage" }
    guard (1..<1_000_000).contains(alpha) else { return "has an alpha of \(alpha) millionths" }
    guard first.kind == .trial || first.minimumTicks > 0 else { return "has a first stage without a tick" }
    return nil
  }

  package var digest: String { Digest.hex(of: JSONValue(encoding: self)) }
}
