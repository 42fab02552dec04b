/// How long decide requests took, from their last byte to their answer.
struct LatencyHistogram: Sendable {
  /// Upper bounds in seconds.
  private static let bounds = [
    0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5,
  ]

  private var counts = [Int](repeating: 0, count: bounds.count + 1)
  private var sum = 0.0

  mutating func observe(_ seconds: Double) {
    counts[LatencyHistogram.bounds.firstIndex { seconds <= $0 } ?? LatencyHistogram.bounds.count] += 1
    sum += seconds
  }

  var family: MetricFamily {
    var samples: [MetricFamily.Sample] = []
    var total = 0
    for (index, count) in counts.enumerated() {
      total += count
      let bound = index < LatencyHistogram.bounds.count ? "\(LatencyHistogram.bounds[index])" : "+Inf"
      samples.append(.init(suffix: "_bucket", [("le", bound)], Double(total)))
    }
    samples.append(.init(suffix: "_sum", [], sum))
    samples.append(.init(suffix: "_count", [], Double(total)))
    return MetricFamily(
      "millrace_decide_seconds", .histogram, help: "Time to answer a decide request, recording included.", samples)
  }
}
