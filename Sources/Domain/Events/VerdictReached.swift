/// Challenger against champion on the holdout.
package struct VerdictReached: EventData {
  package static let type = "millrace.verdict.reached.v1"

  /// Of both sides on the holdout.
  package struct Metrics: Codable, Sendable, Hashable {
    package var challenger: HoldoutMetrics
    package var champion: HoldoutMetrics

    package init(challenger: HoldoutMetrics, champion: HoldoutMetrics) {
      self.challenger = challenger
      self.champion = champion
    }
  }

  /// One slice of the holdout under one guardrail.
  package struct Slice: Codable, Sendable, Hashable {
    /// The input.
    package var slice: String
    package var value: String
    package var metric: GateMetric
    package var n: Int
    /// Mean loss.
    package var challenger: Double
    package var champion: Double
    package var passed: Bool

    package init(
      slice: String, value: String, metric: GateMetric, n: Int, challenger: Double, champion: Double, passed: Bool
    ) {
      self.slice = slice
      self.value = value
      self.metric = metric
      self.n = n
      self.challenger = challenger
      self.champion = champion
      self.passed = passed
    }
  }

  package var evaluationID: String
  package var datasetID: String
  package var runID: String
  package var challenger: String
  /// nil: the default answer.
  @WrittenAsNull package var champion: String?
  package var outcome: GateDecision.Outcome
  /// Each in words, the weightiest first.
  package var reasons: [String]
  /// Reason by reason a code that groups; events of the first versions lack it.
  package var codes: [String]?
  /// How many reasons are not told; nil: none.
  package var moreReasons: Int?
  package var gateDigest: String
  package var forced: Bool
  package var metrics: Metrics
  /// nil: too few examples or blocks for a test.
  @WrittenAsNull package var test: TestResult?
  package var slices: [Slice]
  /// How many slices that passed, or else that failed by less, are not named; nil: none.
  package var moreSlices: Int?

  package init(
    evaluationID: String, datasetID: String, runID: String, challenger: String, champion: String?,
    outcome: GateDecision.Outcome, reasons: [String], codes: [String]? = nil, moreReasons: Int? = nil,
    gateDigest: String,
    forced: Bool, metrics: Metrics, test: TestResult?, slices: [Slice], moreSlices: Int? = nil
  ) {
    self.evaluationID = evaluationID
    self.datasetID = datasetID
    self.runID = runID
    self.challenger = challenger
    self.champion = champion
    self.outcome = outcome
    self.reasons = reasons
    self.codes = codes
    self.moreReasons = moreReasons
    self.gateDigest = gateDigest
    self.forced = forced
    self.metrics = metrics
    self.test = test
    self.slices = slices
    self.moreSlices = moreSlices
  }

  package static let full = VerdictReached(
    evaluationID: "ev-1", datasetID: "dataset-1", runID: "run-1", challenger: "model-1", champion: "model-0",
    outcome: .promote, reasons: ["better"], codes: ["better"], moreReasons: 1,
    gateDigest: String(repeating: "a", count: 64), forced: false,
    metrics: Metrics(challenger: .full, champion: .full), test: .full,
    slices: [
      Slice(slice: "origin", value: "JFK", metric: .logLoss, n: 10, challenger: 0.5, champion: 0.6, passed: true)
    ], moreSlices: 3)
}
