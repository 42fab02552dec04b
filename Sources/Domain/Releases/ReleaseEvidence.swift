/// What is known of a release as of a tick.
package struct ReleaseEvidence: Sendable, Hashable {
  /// What people ask for.
  package enum Request: String, Codable, Sendable, Hashable, CaseIterable, JSONLeaf {
    case pause, resume, advance, abort
  }

  /// What the paired losses tell, challenger minus champion; above zero the challenger is worse.
  package struct Losses: Sendable, Hashable {
    package enum Finding: String, Codable, Sendable, Hashable, CaseIterable, JSONLeaf { case worse, better, open }

    package var mean: Double
    /// What is known for sure, by a test that is valid at every look.
    package var finding: Finding
    /// The ends of an interval that holds at all looks at once; nil: the test has none, or there is too little for one.
    package var interval: ClosedRange<Double>?

    package init(mean: Double, finding: Finding, interval: ClosedRange<Double>?) {
      self.mean = mean
      self.finding = finding
      self.interval = interval
    }
  }

  /// The tick's.
  package var time: Timestamp
  /// Since the release began.
  package var examples: Int64
  package var blocks: Int64
  package var losses: Losses?
  /// The guardrails that are crossed, in words.
  package var crossed: [String]
  /// In the order of their positions, since the look before.
  package var requests: [Request]
  /// Why it cannot go on as it was planned, such as a change of the slot by hand; nil: it can.
  package var obstacle: String?
  /// Whether a newer challenger waits for its turn.
  package var isAwaited: Bool

  package init(
    time: Timestamp, examples: Int64 = 0, blocks: Int64 = 0, losses: Losses? = nil, crossed: [String] = [],
    requests: [Request] = [], obstacle: String? = nil, isAwaited: Bool = false
  ) {
    self.time = time
    self.examples = examples
    self.blocks = blocks
    self.losses = losses
    self.crossed = crossed
    self.requests = requests
    self.obstacle = obstacle
    self.isAwaited = isAwaited
  }
}
