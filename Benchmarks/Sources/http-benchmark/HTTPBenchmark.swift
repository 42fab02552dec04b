import ArgumentParser

/// Decisions over HTTP, measured: `http-benchmark .build/release/millrace --data-folder .data/bench`.
@main struct HTTPBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "http-benchmark", abstract: "Measures decisions per second beside echoes and the bare disk.",
    subcommands: [Measure.self, Ask.self, Echo.self], defaultSubcommand: Measure.self)
}
