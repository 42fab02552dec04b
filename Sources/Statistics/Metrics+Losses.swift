#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Row by row a loss; the probabilities are row-major, `labels.count` x `classes`.
extension Metrics {
  /// Probabilities are clipped to this and 1 minus this before their logarithm is taken.
  package static let clip = 1e-7

  /// The negative logarithm of the label's probability, in nats.
  package static func logLosses(probabilities: [Float], labels: [Int32], classes: Int) -> [Double] {
    check(probabilities, labels, classes)
    return labels.indices.map { row in
      let label = Int(labels[row])
      let p = label < 0 ? 0 : Double(counted(probabilities[row * classes + label]))
      return -log(min(max(p, clip), 1 - clip))
    }
  }

  /// 0 where the most probable class is the label, else 1.
  package static func errors(probabilities: [Float], labels: [Int32], classes: Int) -> [Double] {
    check(probabilities, labels, classes)
    return labels.indices.map { row in
      Int(labels[row]) == answer(probabilities[row * classes..<(row + 1) * classes]) ? 0 : 1
    }
  }

  /// The squared error of the second class's probability with two classes, else the sum of the squared errors of all.
  package static func brierLosses(probabilities: [Float], labels: [Int32], classes: Int) -> [Double] {
    check(probabilities, labels, classes)
    return labels.indices.map { row in
      let values = probabilities[row * classes..<(row + 1) * classes]
      let label = Int(labels[row])
      if classes == 2, label >= 0 {
        let error = Double(counted(values[values.startIndex + 1])) - Double(label)
        return error * error
      }
      let missing = label < 0 ? 1.0 : 0
      return values.enumerated().reduce(missing) { sum, item in
        let error = Double(counted(item.element)) - (item.offset == label ? 1 : 0)
        return sum + error * error
      }
    }
  }

  private static func check(_ probabilities: [Float], _ labels: [Int32], _ classes: Int) {
    precondition(probabilities.count == labels.count * classes, "probabilities and labels have to fit together")
  }
}
