/// A metric with its samples, as Prometheus reads it.
package struct MetricFamily: Sendable {
  package enum Kind: String, Sendable { case counter, gauge, histogram }

  package struct Sample: Sendable {
    /// Behind the family's name: empty but for a histogram's `_bucket`, `_sum` and `_count`.
    var suffix = ""
    var labels: [(name: String, value: String)]
    var value: Double

    package init(_ labels: [(name: String, value: String)] = [], _ value: Double) {
      self.labels = labels
      self.value = value
    }

    init(suffix: String, _ labels: [(name: String, value: String)], _ value: Double) {
      self.suffix = suffix
      self.labels = labels
      self.value = value
    }
  }

  package var name: String
  /// Empty: nothing is said about it.
  package var help: String
  package var kind: Kind
  package var samples: [Sample]

  package init(_ name: String, _ kind: Kind, help: String, _ samples: [Sample]) {
    self.name = name
    self.kind = kind
    self.help = help
    self.samples = samples
  }
}
