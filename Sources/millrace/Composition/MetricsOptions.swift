import ArgumentParser

/// Where a service that runs alone shows its metrics.
struct MetricsOptions: ParsableArguments {
  @Option(help: "Port of /metrics (MILLRACE_METRICS_PORT, else 9464 or, where taken, a free one); 0: a free one.")
  var metricsPort: Int?
}
