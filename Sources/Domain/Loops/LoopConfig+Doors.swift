/// What holds where a loop's file says nothing about its doors.
extension LoopConfig {
  /// How long before it was recorded an interaction may have occurred, on the recorded clock.
  package var plausibleBefore: TimeSpan { times?.before ?? max(TimePolicy.leastBefore, joinWindow) }

  /// How long after it was recorded an interaction may say that it occurred, on the recorded clock.
  package var plausibleAfter: TimeSpan { times?.after ?? TimePolicy.defaultAfter }

  /// Whether labels other than the true ones count.
  package var isSandbox: Bool { sandbox ?? false }

  var doorProblems: [Problem] {
    var problems: [Problem] = []
    for (name, span) in [("before", times?.before), ("after", times?.after)] {
      guard let span, span < .zero else { continue }
      problems.append(
        Problem(path: ["times", name], message: "\"\(name)\" is \(span.text)", mend: "write 0s or a longer time"))
    }
    return problems
  }

  /// The longest length of time that a configuration may have: ten years and some days.
  package static let longestSpan = TimeSpan(microseconds: 3_660 * 86_400_000_000)

  /// The largest count that a configuration may have, and the largest whole number that a 64-bit float and JSON readers
  /// of any kind hold exactly: 2^53 - 1. Schema, views and `Reader` agree in it.
  package static let largestCount: Int64 = 9_007_199_254_740_991

  /// Any length of time beyond the longest one, or below its negative.
  var spanProblems: [Problem] {
    let spans: [([String], TimeSpan?)] = [
      (["join_window"], joinWindow), (["sealing", "every"], sealing.every), (["sealing", "window"], sealing.window),
      (["sealing", "validation"], sealing.validation), (["sealing", "holdout"], sealing.holdout),
      (["gate", "block"], gate.block), (["release", "trial"], release.trial), (["times", "before"], times?.before),
      (["times", "after"], times?.after),
    ]
    return spans.compactMap { path, span in
      guard let span, span > LoopConfig.longestSpan else { return nil }
      return Problem(
        path: path,
        message: "\(span.text) is longer than \(LoopConfig.longestSpan.text), the longest that a loop may have",
        mend: "write at most 3660d")
    }
  }
}
