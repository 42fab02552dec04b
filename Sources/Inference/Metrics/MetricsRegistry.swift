import Synchronization

/// All that `/metrics` shows; any part of the program may register what it counts.
///
/// ```swift
/// metrics.register { [MetricFamily("millrace_ledger_position", .gauge, help: "Last position.", [.init([], 42)])] }
/// ```
package final class MetricsRegistry: Sendable {
  package typealias Provider = @Sendable () async -> [MetricFamily]

  private let providers = Mutex<[Provider]>([])

  package init() {}

  /// The provider is asked at each scrape, and should answer within milliseconds.
  package func register(_ provider: @escaping Provider) {
    providers.withLock { $0.append(provider) }
  }

  /// Prometheus text exposition format.
  package func render() async -> String {
    var text = ""
    for provider in providers.withLock({ $0 }) {
      for family in await provider() { text += family.text }
    }
    return text
  }
}
