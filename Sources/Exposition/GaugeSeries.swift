import CoreMetrics
import Synchronization

/// A number that goes up and down: swift-metrics calls it a gauge where it is set, and a meter where it is also moved.
final class GaugeSeries: RecorderHandler, MeterHandler, Series {
  private let value = Mutex(0.0)

  func record(_ value: Int64) { set(Double(value)) }
  func record(_ value: Double) { set(value) }
  func set(_ value: Int64) { set(Double(value)) }
  func set(_ value: Double) { self.value.withLock { $0 = value } }
  func increment(by amount: Double) { value.withLock { $0 += amount } }
  func decrement(by amount: Double) { value.withLock { $0 -= amount } }

  func samples(_ labels: [(name: String, value: String)]) -> [MetricFamily.Sample] {
    [.init(labels, value.withLock { $0 })]
  }
}
