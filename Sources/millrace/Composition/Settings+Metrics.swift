import ArgumentParser
import Inference

extension Settings {
  /// Where a service that runs alone shows its metrics.
  /// - Parameter port: by flag; else MILLRACE_METRICS_PORT, else 9464 or, where that is taken, any free one.
  func metricsConfiguration(port: Int?) throws -> MetricsServer.Configuration {
    var configuration = MetricsServer.Configuration(host: metricsHost ?? "127.0.0.1")
    (configuration.allowedHosts, configuration.allowedOrigins) = (allowedHosts, allowedOrigins)
    guard let chosen = try port ?? self.port("MILLRACE_METRICS_PORT") else { return configuration }
    guard (0...65_535).contains(chosen) else { throw ValidationError("\(chosen) is no port; use 0 to 65535") }
    (configuration.port, configuration.isPortChosen) = (chosen, true)
    return configuration
  }
}
