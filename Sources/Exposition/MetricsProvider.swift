/// Something whose numbers are looked up at each scrape instead of being counted as things happen.
package protocol MetricsProvider: Sendable {
  /// Asked at each scrape, and so to be had within milliseconds.
  var families: [MetricFamily] { get async }
}
