/// One bin of a calibration table: what was predicted there, and what happened.
package struct CalibrationBin: Sendable, Hashable {
  package let lower: Double
  package let upper: Double
  package let count: Int
  package let meanPredicted: Double
  package let meanObserved: Double

  /// Ten bins of equal width over the predicted probability: of the second class with two classes, else of the most
  /// probable class. Row-major probabilities; labels as in `Metrics`.
  package static func table(probabilities: [Float], labels: [Int32], classes: Int, bins: Int = 10) -> [CalibrationBin] {
    var counts = [Int](repeating: 0, count: bins)
    var predicted = [Double](repeating: 0, count: bins)
    var observed = [Double](repeating: 0, count: bins)
    for row in labels.indices {
      let values = probabilities[row * classes..<(row + 1) * classes]
      let answer = classes == 2 ? 1 : Metrics.answer(values)
      let p = Double(Metrics.counted(values[values.startIndex + answer]))
      let bin = min(max(Int(min(max(p, 0), 1) * Double(bins)), 0), bins - 1)
      counts[bin] += 1
      predicted[bin] += p
      observed[bin] += Int(labels[row]) == answer ? 1 : 0
    }
    return (0..<bins).map { bin in
      let n = Double(max(counts[bin], 1))
      return CalibrationBin(
        lower: Double(bin) / Double(bins), upper: Double(bin + 1) / Double(bins), count: counts[bin],
        meanPredicted: predicted[bin] / n, meanObserved: observed[bin] / n)
    }
  }

  /// The expected calibration error: the bins' gaps, weighted by their examples.
  package static func error(_ table: [CalibrationBin]) -> Double {
    let count = table.reduce(0) { $0 + $1.count }
    guard count > 0 else { return 0 }
    return table.reduce(0.0) { $0 + Double($1.count) * abs($1.meanPredicted - $1.meanObserved) } / Double(count)
  }
}
