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
  @Option(parsing: .unconditional, help: "Between two ticks of the loop's clock.") var tick = "1d"
  @Option(
    parsing: .unconditional,
    help: "Of a longer stretch of ticks at which nothing can be due, send only the last; 0: wait for each tick.")
  var quietTicks: Int64 = 4_000
  @Option(parsing: .unconditional, help: "Questions in one HTTP request.") var batch = 500
  @Option(
    parsing: .unconditional, help: "Partitions of the interaction and feedback topics, where they are made now.")
  var partitions: Int?
  @Option(parsing: .unconditional, help: "Most records in one of the archiver's transactions.")
  var archiverBatch = 10_000
  @Option(parsing: .unconditional, help: "Most ledger positions in one fold.") var foldWindow: Int64 = 20_000
  @Option(help: "From this time on, ask once for a dataset with spoilt labels.") var sabotageAt: String?
  @Option(help: "What is done to that dataset's labels: shuffled or inverted.") var sabotage = "inverted"
  @Flag(help: "Promote what learned from it, whatever the gate says.") var force = false

  func validate() throws {
    try OptionCheck.whole(batch, 1...1_000, "--batch")
    try OptionCheck.whole(quietTicks, 0...1_000_000, "--quiet-ticks")
    if let partitions { try OptionCheck.whole(partitions, 1...10_000, "--partitions") }
    try OptionCheck.whole(archiverBatch, 1...1_000_000, "--archiver-batch")
    try OptionCheck.whole(foldWindow, 1...10_000_000, "--fold-window")
    _ = try options()
    for (file, name) in [(report, "--report"), (chart, "--chart")] {
      if let file { try OptionCheck.writable(file, name) }
    }
  }

  func options() throws -> SimulationOptions {
    var options = SimulationOptions(
      tick: try OptionCheck.span(tick, "--tick", isZeroFine: false), batch: batch, quietTicks: quietTicks)
    if let sabotageAt {
      guard let labels = LabelTransform(rawValue: sabotage) else {
        throw ValidationError("--sabotage has to be shuffled, inverted or true")
      }
      guard let time = try? Timestamp(text: sabotageAt) else {
        throw ValidationError("--sabotage-at \(sabotageAt) is no time; write it like 2026-01-31T00:00:00Z")
      }
      options.sabotage = .init(at: time, labels: labels, force: force)
    }
    return options
  }

  /// Runs everything, and the simulation as its last service.
  /// - Parameter isDemo: begins from nothing, in place of an earlier demo.
  func play(_ settings: Settings, config: LoopConfig, source: DataSource, isDemo: Bool = false) async throws {
    let (options, elsewhere) = (try options(), try reactors.elsewhere())
    guard config.clock == .occurred else {
      throw CommandError(
        "\(config.name) runs on the recorded clock, which only Millrace's own ticker moves; set `clock: occurred` in "
          + "its file to simulate it")
    }
    // Read whole before anything is started: a file that is refused leaves no trace.
    let data = try source.load()
    let logger = settings.logger(default: .warning)
    try settings.checkProcess()
    let backends = try await Backends.start(
      settings, command: isDemo ? "demo" : "simulate", anew: isDemo, logger: logger)
    do {
      let counts = partitions.map { ["millrace.interactions": $0, "millrace.feedback": $0] } ?? [:]
      try await backends.prepare(settings, partitions: counts, logger: logger)
      let stack = try Stack(settings, backends, logger: logger)
      let port = PortBox()
      let services =
        try stack.projector(windowSize: foldWindow) + stack.archiver(ArchiverConfiguration(batchSize: archiverBatch))
        + [stack.publisherFlush, stack.wakeService]
        + [Together(services: stack.reactors(without: elsewhere))]
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
