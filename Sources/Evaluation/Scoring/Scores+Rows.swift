import Statistics

extension Scores {
  package var count: Int { labels.count }

  /// The most probable class, the first among equals.
  package func answer(_ row: Int) -> String { classes[Metrics.answer(values(row))] }

  /// That given to a class; 0 where it is none of `classes`.
  package func probability(of name: String, _ row: Int) -> Float {
    classes.firstIndex { $0.isSame(as: name) }.map { probabilities[row * classes.count + $0] } ?? 0
  }

  /// The probability given to the label; 0 where it is none of `classes`.
  package func truth(_ row: Int) -> Float {
    labels[row] < 0 ? 0 : probabilities[row * classes.count + Int(labels[row])]
  }

  /// Those of some of the rows.
  package func rows(_ rows: [Int]) -> Scores {
    Scores(classes: classes, probabilities: rows.flatMap { values($0) }, labels: rows.map { labels[$0] })
  }

  /// Rows in which a probability is no finite number.
  package var notFinite: Int { (0..<count).count { row in !values(row).allSatisfy(\.isFinite) } }

  private func values(_ row: Int) -> ArraySlice<Float> {
    probabilities[row * classes.count..<(row + 1) * classes.count]
  }
}
