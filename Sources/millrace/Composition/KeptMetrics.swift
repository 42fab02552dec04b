import Exposition

/// `/metrics` about the servers that this program keeps running.
struct KeptMetrics: MetricsProvider {
  /// By name.
  let standings: @Sendable () -> [(name: String, standing: KeptStanding)]

  var families: [MetricFamily] {
    let all = standings()
    guard !all.isEmpty else { return [] }
    return [
      MetricFamily(
        "millrace_embedded_up", .gauge, help: "Whether the embedded server runs.",
        all.map { .init([("server", $0.name)], $0.standing.problem == nil ? 1 : 0) }),
      MetricFamily(
        "millrace_embedded_restarts_total", .counter, help: "How often it ended and was started again.",
        all.map { .init([("server", $0.name)], Double($0.standing.restarts)) }),
    ]
  }
}
