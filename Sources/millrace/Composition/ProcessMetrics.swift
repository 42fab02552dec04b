import CoreMetrics
import Exposition

/// What this process counts, in one place, so that `/metrics` shows it for all services that run here.
enum ProcessMetrics {
  /// Known to swift-metrics from its first use on, which can be told so only once in a process.
  static let exporter = {
    let exporter = PrometheusExporter()
    MetricsSystem.bootstrap(exporter)
    return exporter
  }()
}
