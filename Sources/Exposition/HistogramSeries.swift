import CoreMetrics
import Synchronization

/// How often values fell below each of some bounds; times are in seconds.
final class HistogramSeries: RecorderHandler, TimerHandler, Series {
  /// Prometheus's own, for what was not declared.
  static let standardBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

  private struct State {
    /// Not cumulative; the last is what is above all bounds.
    var counts: [Int]
    var sum = 0.0
  }

  private let bounds: [Double]
  private let state: Mutex<State>

  /// - Parameter bounds: rising.
  init(_ bounds: [Double]) {
    self.bounds = bounds
    state = Mutex(State(counts: [Int](repeating: 0, count: bounds.count + 1)))
  }

  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    let place = bounds.firstIndex { value <= $0 } ?? bounds.count
    state.withLock { state in
      state.counts[place] += 1
      state.sum += value
    }
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

  func samples(_ labels: [(name: String, value: String)]) -> [MetricFamily.Sample] {
    let state = state.withLock { $0 }
    var samples: [MetricFamily.Sample] = []
    var total = 0
    for (index, count) in state.counts.enumerated() {
      total += count
      let bound = index < bounds.count ? "\(bounds[index])" : "+Inf"
      samples.append(.init(suffix: "_bucket", labels + [(name: "le", value: bound)], Double(total)))
    }
    samples.append(.init(suffix: "_sum", labels, state.sum))
    samples.append(.init(suffix: "_count", labels, Double(total)))
    return samples
  }
}
