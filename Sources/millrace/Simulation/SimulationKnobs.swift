import ArgumentParser
import Domain
import Ingest
import Logging
import ServiceLifecycle

/// What `simulate` and `demo` have in common.
struct SimulationKnobs: ParsableArguments {
  @OptionGroup var reactors: ReactorChoice
  @Option(help: "Write the report here, as JSON.") var report: String?
  @Option(help: "Write the picture here, as SVG.") var chart: String?
  @Option(help: "Between two ticks of the loop's clock.") var tick = "1d"
  @Option(help: "Of a longer stretch of ticks at which nothing can be due, send only the last; 0: wait for each tick.")
  var quietTicks: Int64 = 4_000
  @Option(help: "Questions in one HTTP request.") var batch = 500
  @Option(help: "Partitions of the interaction and feedback topics, where they are made now.") var partitions: Int?
  @Option(help: "Most records in one of the archiver's transactions.") var archiverBatch = 10_000
  @Option(help: "Most ledger positions in one fold.") var foldWindow: Int64 = 20_000
  @Option(help: "From this time on, ask once for a dataset with spoilt labels.") var sabotageAt: String?
  @Option(help: "What is done to that dataset's labels: shuffled or inverted.") var sabotage = "inverted"
  @Flag(help: "Promote what learned from it, whatever the gate says.") var force = false

  func options() throws -> SimulationOptions {
    guard (1...1000).contains(batch) else { throw ValidationError("--batch has to be from 1 to 1000") }
    guard quietTicks >= 0 else { throw ValidationError("--quiet-ticks has to be 0 or more") }
    let step = try TimeSpan(text: tick)
    guard step > .zero else { throw ValidationError("--tick has to be longer than nothing") }
    var options = SimulationOptions(tick: step, batch: batch, quietTicks: quietTicks)
    if let sabotageAt {
      guard let labels = LabelTransform(rawValue: sabotage) else {
        throw ValidationError("--sabotage has to be shuffled, inverted or true")
      }
      options.sabotage = .init(at: try Timestamp(text: sabotageAt), labels: labels, force: force)
    }
    return options
  }

  /// Runs everything, and the simulation as its last service.
  func play(_ settings: Settings, config: LoopConfig, source: DataSource) async throws {
    let (options, elsewhere) = (try options(), try reactors.elsewhere())
    guard config.clock == .occurred else {
      throw CommandError(
        "\(config.name) runs on the recorded clock, which only Millrace's own ticker moves; set `clock: occurred` in "
          + "its file to simulate it")
    }
    // Read whole before anything is started: a file that is refused leaves no trace.
    let data = try source.load()
    let logger = settings.logger(default: .warning)
    let backends = try await Backends.start(settings, logger: logger)
    do {
      let counts = partitions.map { ["millrace.interactions": $0, "millrace.feedback": $0] } ?? [:]
      try await backends.prepare(settings, partitions: counts, logger: logger)
      let stack = try Stack(settings, backends, logger: logger)
      let port = PortBox()
      let services =
        try stack.projector(windowSize: foldWindow) + stack.archiver(ArchiverConfiguration(batchSize: archiverBatch))
        + [stack.publisherFlush, stack.wakeService]
        + stack.reactors(without: elsewhere)
        + stack.inference(settings.privateInferenceConfiguration()) { await port.set($0) }
      let simulation = SimulationService(
        stack: stack, config: config, data: data, file: source.file, options: options, reportFile: report,
        chartFile: chart, port: port)
      try await stack.run(services, finishing: simulation)
      await stack.close()
    } catch {
      await backends.stop()
      throw error
    }
    await backends.stop()
  }
}
