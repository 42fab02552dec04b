/// Per-example losses and the area under the ROC curve, on row-major probabilities.
///
/// Labels are indices into the classes; -1 stands for a class that the model does not know, whose probability is
/// therefore 0. A probability that is no finite number counts as 0 everywhere, so that every loss and every area is
/// finite whatever a model gives. Sums run in the order of the examples, in Double.
package enum Metrics {
  /// A probability as it counts.
  @inline(__always)
  static func counted(_ probability: Float) -> Float { probability.isFinite ? probability : 0 }

  /// The most probable class, the first among equals.
  package static func answer(_ probabilities: ArraySlice<Float>) -> Int {
    var best = probabilities.startIndex
    for index in probabilities.indices where counted(probabilities[index]) > counted(probabilities[best]) {
      best = index
    }
    return best - probabilities.startIndex
  }

  /// The mean; 0 of nothing.
  package static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  /// The mean over the examples at these indices, such as those of a slice; 0 of nothing.
  package static func mean(_ values: [Double], over rows: [Int]) -> Double {
    rows.isEmpty ? 0 : rows.reduce(0.0) { $0 + values[$1] } / Double(rows.count)
  }

  /// The area under the ROC curve, ties counting half (Mann-Whitney); nil without both positives and negatives.
  package static func auc(scores: [Float], positives: [Bool]) -> Double? {
    precondition(scores.count == positives.count, "scores and labels have to fit together")
    let scores = scores.map(counted)
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    let positive = positives.count { $0 }
    let negative = positives.count - positive
    guard positive > 0, negative > 0 else { return nil }
    // Twice the number of (positive, negative) pairs in the right order, ties once: exact in integers.
    var (twice, below, first) = (0, 0, 0)
    while first < order.count {
      var (last, ties) = (first, 0)
      while last < order.count, scores[order[last]] == scores[order[first]] {
        if positives[order[last]] { ties += 1 }
        last += 1
      }
      let others = last - first - ties
      twice += ties * (2 * below + others)
      below += others
      first = last
    }
    return Double(twice) / (2 * Double(positive) * Double(negative))
  }
}
