/// A metric that is counted through swift-metrics, with all its series.
struct CountedFamily: Sendable {
  struct Entry: Sendable {
    var labels: [(name: String, value: String)]
    var series: any Series
  }

  let name: String
  let kind: MetricFamily.Kind
  var help = ""
  /// A histogram's.
  var bounds = HistogramSeries.standardBounds
  /// By the text of their labels.
  var entries: [String: Entry] = [:]
  /// What else it was asked for as, and is not shown as.
  var others: Set<MetricFamily.Kind> = []

  mutating func remove(_ handler: AnyObject) { entries = entries.filter { $0.value.series !== handler } }

  var text: String {
    let sorted = entries.sorted { $0.key < $1.key }
    let family = MetricFamily(name, kind, help: help, sorted.flatMap { $0.value.series.samples($0.value.labels) })
    return family.text
      + others.map(\.rawValue).sorted().map {
        "# \(name) is counted as a \($0) too, which is not shown; give that another name\n"
      }.joined()
  }
}
