/// One set of labels of a metric, with what was counted under it.
protocol Series: AnyObject, Sendable {
  func samples(_ labels: [(name: String, value: String)]) -> [MetricFamily.Sample]
}
