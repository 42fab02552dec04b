/// What came of one load or several: the time they took, and the latency of each request.
struct Load: Sendable {
  var seconds = 0.0
  /// In nanoseconds.
  var latencies: [Int64] = []

  mutating func add(_ other: Load) {
    seconds += other.seconds
    latencies += other.latencies
  }

  /// In milliseconds.
  func percentile(_ share: Double) -> Double {
    guard !latencies.isEmpty else { return .nan }
    return Double(latencies.sorted()[min(latencies.count - 1, Int(Double(latencies.count) * share))]) / 1e6
  }
}
