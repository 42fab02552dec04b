extension Comparison {
  /// What was found, in words: difference, examples, interval and p.
  package var facts: String {
    let moved =
      meanDifference == 0
      ? "\(metric.rawValue) is the same"
      : "\(metric.rawValue) is \(meanDifference < 0 ? "lower" : "higher") by \(Figure.text(abs(meanDifference)))"
    return "\(moved) on the mean of \(count) examples" + (blocks == count ? "" : " in \(blocks) blocks")
      + "; the \(Figure.percent(confidence)) interval of the difference is "
      + "[\(Figure.text(low)), \(Figure.text(high))], p = \(Figure.text(p))"
  }
}
