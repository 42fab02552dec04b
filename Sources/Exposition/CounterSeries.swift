import CoreMetrics
import Synchronization

/// A number that only grows.
final class CounterSeries: CounterHandler, Series {
  private let value = Atomic<Int64>(0)

  func increment(by amount: Int64) { value.wrappingAdd(amount, ordering: .relaxed) }

  func reset() { value.store(0, ordering: .relaxed) }

  func samples(_ labels: [(name: String, value: String)]) -> [MetricFamily.Sample] {
    [.init(labels, Double(value.load(ordering: .relaxed)))]
  }
}
