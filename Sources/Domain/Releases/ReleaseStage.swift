/// A stretch of a release: what share of the units the candidate answers, and what it takes to go on.
package struct ReleaseStage: Codable, Sendable, Hashable {
  package enum Kind: String, Codable, Sendable, Hashable, CaseIterable, JSONLeaf {
    /// It answers nobody; what closed is scored.
    case shadow
    /// It answers a few, for a first look at how it serves.
    case canary
    /// It answers more.
    case ramp
    /// It is the champion, and may be rolled back.
    case trial

    var order: Int { Kind.allCases.firstIndex(of: self) ?? 0 }
  }

  package var kind: Kind
  /// Of the units, in millionths.
  package var share: Int64
  /// Examples and whole blocks since the release began that it takes to go on.
  package var minimumExamples: Int64
  package var minimumBlocks: Int64
  /// Ticks within the stage that it takes to go on.
  package var minimumTicks: Int64
  /// On the loop's clock, since the stage began: how long a trial is, and how long any other stage waits to go on.
  package var longest: TimeSpan

  package init(
    _ kind: Kind, share: Int64, minimumExamples: Int64 = 0, minimumBlocks: Int64 = 0, minimumTicks: Int64 = 1,
    longest: TimeSpan
  ) {
    self.kind = kind
    self.share = share
    self.minimumExamples = minimumExamples
    self.minimumBlocks = minimumBlocks
    self.minimumTicks = minimumTicks
    self.longest = longest
  }

  /// Whether the champion of before still answers most.
  package var isBeforeFull: Bool { kind != .trial }
}
