import ArgumentParser

/// Decisions over HTTP, measured: `http-benchmark http://127.0.0.1:8080 demo.flights --json report.json`.
@main struct HTTPBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "http-benchmark", abstract: "Measures decisions per second of a running Millrace.",
    subcommands: [Measure.self, Echo.self], defaultSubcommand: Measure.self)
}
