/// A dataset version: what is in it follows from loop, tick and configuration.
package struct DatasetSealed: EventData {
  package static let type = "millrace.dataset.sealed.v1"

  /// The tick it was sealed at.
  package struct Tick: Codable, Sendable, Hashable {
    package var eventID: String
    package var time: Timestamp

    package init(eventID: String, time: Timestamp) {
      self.eventID = eventID
      self.time = time
    }
  }

  /// An input of which somebody should know something.
  package struct Input: Codable, Sendable, Hashable {
    package var input: String
    /// Of the examples to train on, those that lack it.
    package var missing: Int
    /// Those whose value is clipped where it is scaled.
    package var clipped: Int
    /// Why there is next to nothing to learn of it, as a code; nil: there is.
    package var reason: String?

    package init(input: String, missing: Int, clipped: Int, reason: String? = nil) {
      self.input = input
      self.missing = missing
      self.clipped = clipped
      self.reason = reason
    }
  }

  /// Something that was wrong with an input, and how often.
  package struct Problem: Codable, Sendable, Hashable {
    /// Empty where `reason` is `more_undeclared`.
    package var input: String
    /// `wrong_kind`, `not_a_time`, `undeclared`, or `more_undeclared` (names beyond the first twenty of an interaction).
    package var reason: String
    /// The JSON type of what came; empty where `reason` is `more_undeclared`.
    package var found: String
    package var count: Int

    package init(input: String, reason: String, found: String, count: Int) {
      self.input = input
      self.reason = reason
      self.found = found
      self.count = count
    }
  }

  /// Examples by part; those removed by reason; those left by class and by source.
  package struct Counts: Codable, Sendable, Hashable {
    package var train: Int
    package var validation: Int
    package var holdout: Int
    package var removed: [String: Int]
    package var classes: [ByteText: Int]
    /// The sources with most examples, where there are many.
    package var sources: [ByteText: Int]
    /// How many sources are not named; nil: none.
    package var moreSources: Int?
    /// Inputs that are constant, collapse or are mostly missing, and then those with clipped values, most first.
    package var inputs: [Input]?
    /// How many such inputs are not named; nil: none.
    package var moreInputs: Int?
    /// What was wrong with the inputs of the examples of its window, before they were cleaned: wrong kinds first, then
    /// undeclared names, the most frequent first; nil: nothing.
    package var problems: [Problem]?
    /// How many more there are that are not named; nil: none.
    package var moreProblems: Int?

    package init(
      train: Int, validation: Int, holdout: Int, removed: [String: Int], classes: [ByteText: Int],
      sources: [ByteText: Int], moreSources: Int? = nil, inputs: [Input]? = nil, moreInputs: Int? = nil,
      problems: [Problem]? = nil, moreProblems: Int? = nil
    ) {
      self.train = train
      self.validation = validation
      self.holdout = holdout
      self.removed = removed
      self.classes = classes
      self.sources = sources
      self.moreSources = moreSources
      self.inputs = inputs
      self.moreInputs = moreInputs
      self.problems = problems
      self.moreProblems = moreProblems
    }
  }

  package var datasetID: String
  /// SHA-256 over the examples' content hashes in canonical order.
  package var contentHash: String
  package var configDigest: String
  package var tick: Tick
  /// Of the tick in the ledger.
  package var position: Int64
  package var cut: DatasetCut
  package var counts: Counts
  /// Of the folds that fed it.
  package var foldVersion: String
  package var labels: LabelTransform
  package var force: Bool
  /// The event that asked for it.
  package var requestID: String?

  package init(
    datasetID: String, contentHash: String, configDigest: String, tick: Tick, position: Int64, cut: DatasetCut,
    counts: Counts, foldVersion: String, labels: LabelTransform, force: Bool, requestID: String? = nil
  ) {
    self.datasetID = datasetID
    self.contentHash = contentHash
    self.configDigest = configDigest
    self.tick = tick
    self.position = position
    self.cut = cut
    self.counts = counts
    self.foldVersion = foldVersion
    self.labels = labels
    self.force = force
    self.requestID = requestID
  }

  package static let full = DatasetSealed(
    datasetID: "dataset-1", contentHash: String(repeating: "a", count: 64),
    configDigest: String(repeating: "a", count: 64),
    tick: Tick(eventID: "t", time: Timestamp(microseconds: 1_359_676_800_000_000)), position: 17,
    cut: DatasetCut(
      from: Timestamp(microseconds: 1_356_998_400_000_000),
      validationFrom: Timestamp(microseconds: 1_358_640_000_000_000),
      holdoutFrom: Timestamp(microseconds: 1_358_985_600_000_000), to: Timestamp(microseconds: 1_359_676_800_000_000)),
    counts: Counts(
      train: 10, validation: 2, holdout: 3, removed: ["duplicates": 1], classes: ["late": 4], sources: ["/test": 15],
      moreSources: 2, inputs: [Input(input: "gust", missing: 14, clipped: 0, reason: "mostly_missing")], moreInputs: 1,
      problems: [Problem(input: "gust", reason: "wrong_kind", found: "string", count: 12)], moreProblems: 1),
    foldVersion: "1", labels: .truthful, force: false, requestID: "r")
}
