import Foundation

/// One server under one kind of request.
struct Measurement {
  /// What a request was: `single`, or a batch.
  var name: String
  /// `echo` or `millrace`.
  var server: String
  /// Decisions in a request.
  var decisions: Int
  /// Bytes of a request's body.
  var bytes: Int
  var load = Load()

  var requestsPerSecond: Double { Double(load.latencies.count) / load.seconds }

  static let heading = """
    | request | server | requests/s | decisions/s | p50 ms | p99 ms | to echo |
    |---|---|---:|---:|---:|---:|---:|
    """

  func row(beside echo: Measurement) -> String {
    func number(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
    let rates = [requestsPerSecond, requestsPerSecond * Double(decisions)].map { number($0, 0) }
    let rest = [load.percentile(0.5), load.percentile(0.99), requestsPerSecond / echo.requestsPerSecond]
    return "| \(([name, server] + rates + rest.map { number($0, 2) }).joined(separator: " | ")) |"
  }

  var json: [String: Any] {
    [
      "request": name, "server": server, "request_bytes": bytes, "requests": load.latencies.count,
      "requests_per_second": requestsPerSecond, "decisions_per_second": requestsPerSecond * Double(decisions),
      "p50_ms": load.percentile(0.5), "p99_ms": load.percentile(0.99),
    ]
  }
}
