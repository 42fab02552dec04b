import ArgumentParser
import ServiceLifecycle

/// One service alone, against a Postgres and a Kafka that run elsewhere.
protocol ServiceCommand: AsyncParsableCommand {
  var settings: Settings { get }
  /// Where it shows its metrics; nil where it has an HTTP API that does.
  var metrics: MetricsOptions? { get }
  func services(_ stack: Stack) throws -> [any Service]
}

extension ServiceCommand {
  func run() async throws {
    let logger = settings.logger()
    try settings.checkProcess()
    let stack = try Stack(settings, try Backends.attach(settings), logger: logger)
    let shown = try metrics.map { try stack.metrics(settings.metricsConfiguration(port: $0.metricsPort)) } ?? []
    try await stack.run([stack.publisherFlush, stack.wakeService] + shown + services(stack))
    await stack.close()
  }
}

struct ArchiverCommand: ServiceCommand {
  static let configuration = CommandConfiguration(
    commandName: "archiver", abstract: "Carry events from Kafka into the ledger.")
  @OptionGroup var settings: Settings
  @OptionGroup var shown: MetricsOptions
  var metrics: MetricsOptions? { shown }

  func services(_ stack: Stack) throws -> [any Service] { try stack.archiver() }
}

struct ProjectorCommand: ServiceCommand {
  static let configuration = CommandConfiguration(
    commandName: "projector", abstract: "Fold the ledger into the read models.")
  @OptionGroup var settings: Settings
  @OptionGroup var shown: MetricsOptions
  var metrics: MetricsOptions? { shown }

  func services(_ stack: Stack) throws -> [any Service] { stack.projector() }
}

struct TickerCommand: ServiceCommand {
  static let configuration = CommandConfiguration(
    commandName: "ticker", abstract: "Tick for all loops on the recorded clock.")
  @OptionGroup var settings: Settings
  @OptionGroup var shown: MetricsOptions
  var metrics: MetricsOptions? { shown }

  func services(_ stack: Stack) throws -> [any Service] { try stack.ticker() }
}

struct CheckpointerCommand: ServiceCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpointer", abstract: "Sign the ledger's head every minute.")
  @OptionGroup var settings: Settings
  @OptionGroup var shown: MetricsOptions
  var metrics: MetricsOptions? { shown }

  func services(_ stack: Stack) throws -> [any Service] { try stack.checkpointer() }
}

struct CuratorCommand: ServiceCommand {
  static let configuration = CommandConfiguration(commandName: "curator", abstract: "Seal dataset versions.")
  @OptionGroup var settings: Settings
  @OptionGroup var shown: MetricsOptions
  var metrics: MetricsOptions? { shown }

  func services(_ stack: Stack) throws -> [any Service] { try stack.curator() }
}

struct TrainerCommand: ServiceCommand {
  static let configuration = CommandConfiguration(commandName: "trainer", abstract: "Train challengers.")
  @OptionGroup var settings: Settings
  @OptionGroup var shown: MetricsOptions
  var metrics: MetricsOptions? { shown }

  func services(_ stack: Stack) throws -> [any Service] { try stack.trainer() }
}

struct EvaluatorCommand: ServiceCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluator", abstract: "Judge challengers, and champions on trial.")
  @OptionGroup var settings: Settings
  @OptionGroup var shown: MetricsOptions
  var metrics: MetricsOptions? { shown }

  func services(_ stack: Stack) throws -> [any Service] { try stack.evaluator() }
}

struct AuditorCommand: ServiceCommand {
  static let configuration = CommandConfiguration(
    commandName: "auditor",
    abstract: "Verify the read models against the ledger, daily unless MILLRACE_VERIFY says else.")
  @OptionGroup var settings: Settings
  @OptionGroup var shown: MetricsOptions
  var metrics: MetricsOptions? { shown }

  func services(_ stack: Stack) throws -> [any Service] {
    try stack.auditor(every: try settings.verifyInterval() ?? Settings.day)
  }
}

struct InferenceCommand: ServiceCommand {
  static let configuration = CommandConfiguration(commandName: "inference", abstract: "Answer over HTTP.")
  @OptionGroup var settings: Settings
  var metrics: MetricsOptions? { nil }
  @Option(parsing: .unconditional, help: "Port of the HTTP API; 0 takes a free one.") var port: Int?

  func validate() throws { if let port { try OptionCheck.whole(port, 0...65_535, "--port") } }

  func services(_ stack: Stack) throws -> [any Service] {
    try stack.inference(settings.inferenceConfiguration(port: port))
  }
}
