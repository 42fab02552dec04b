import CoreMetrics
import Synchronization

/// The counters of one metric, one for each set of labels, made when it is counted for the first time and kept.
final class CounterSet<Key: Hashable & Sendable>: Sendable {
  private let counters = Mutex<[Key: Counter]>([:])
  private let label: String
  private let factory: any MetricsFactory
  private let dimensions: @Sendable (Key) -> [(String, String)]

  init(
    _ label: String, factory: any MetricsFactory, dimensions: @escaping @Sendable (Key) -> [(String, String)]
  ) {
    self.label = label
    self.factory = factory
    self.dimensions = dimensions
  }

  func increment(_ key: Key, by amount: Int = 1) {
    let counter = counters.withLock { counters in
      if let counter = counters[key] { return counter }
      let counter = Counter(label: label, dimensions: dimensions(key), factory: factory)
      counters[key] = counter
      return counter
    }
    counter.increment(by: amount)
  }
}
