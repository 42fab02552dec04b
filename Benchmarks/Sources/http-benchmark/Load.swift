/// What came of one turn.
struct Load {
  /// The turn's length.
  var seconds = 0.0
  /// Of each request, in nanoseconds.
  var latencies: [Int64] = []
  /// Processor time in seconds by what took it: the process that was asked, and what works behind it.
  var times: [String: Double] = [:]
  /// Of the client.
  var clientTime = 0.0

  var perSecond: Double { Double(latencies.count) / seconds }

  /// Processor time for one request, in microseconds.
  func microseconds(of name: String) -> Double { (times[name] ?? 0) * 1e6 / Double(max(latencies.count, 1)) }

  /// Of one core.
  var clientShare: Double { clientTime / seconds }

  /// In milliseconds.
  func percentile(_ share: Double) -> Double {
    guard !latencies.isEmpty else { return .nan }
    return Double(latencies.sorted()[min(latencies.count - 1, Int(Double(latencies.count) * share))]) / 1e6
  }
}
