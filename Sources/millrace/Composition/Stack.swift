import Artifacts
import Audit
import Crypto
import Domain
import Evaluation
import Execution
import Foundation
import Inference
import Ingest
import Kafka
import Learning
import Logging
import Postgres
import Projections
import Publishing
import Reactors
import ReadModels
import ServiceLifecycle
import Wire

/// Puts services together from their parts. A process runs any of them; no code path differs but the addresses.
struct Stack {
  let settings: Settings
  let backends: Backends
  let contract: Contract
  let logger: Logger
  let pool: PostgresPool
  private let shared: SharedPublisher
  /// Fires when the ledger or the read models have moved.
  let wake = WakeSignal()
  private let ledgerWake = WakeSignal()
  /// Fires when the read models have moved: before that nobody who reads them has anything to do.
  private let foldWake = WakeSignal()
  private let projections: LiveProjections
  private let artifacts: ArtifactStore
  private let reader: DatasetReader
  private let models: ModelLibrary
  private let work = TrainingThread()
  private let fault: FaultPoint

  init(_ settings: Settings, _ backends: Backends, logger: Logger) throws {
    self.settings = settings
    self.backends = backends
    self.logger = logger
    for sentence in settings.exposedSecrets { logger.warning("\(sentence)") }
    let contract = try settings.contract()
    self.contract = contract
    fault = try settings.faultPoint()
    pool = PostgresPool(configuration: backends.database, size: 8, name: "reactors", logger: logger)
    let kafka = try settings.kafkaConfiguration(backends.bootstrap, client: "millrace").with(["linger.ms": "1"])
    shared = SharedPublisher { try EventPublisher(kafka: kafka, contract: contract, logger: logger) }
    projections = LiveProjections(group: try settings.projections())
    artifacts = try ArtifactStore(pool: pool)
    reader = DatasetReader(pool: pool)
    models = ModelLibrary(pool: pool, artifacts: artifacts, learners: .standard)
  }

  /// Of all that the process publishes.
  var publisher: EventPublisher { get throws { try shared.get() } }

  /// Publishes what a person says, once the archiver's own check finds nothing wrong with it: what a command sends is not
  /// parked.
  /// - Throws: `CommandError` with what is wrong; nothing was published then.
  func say(_ events: [Event]) async throws {
    let encoder = CloudEventEncoder(contract: contract)
    let decoder = CloudEventDecoder(contract: contract, loops: { LearnerRegistry.standard.problems($0) })
    for event in events {
      if case .failure(let rejection) = decoder.decode(try encoder.encode(event)) {
        throw CommandError(
          "the ledger would not take this (\(rejection.reason.rawValue)): \(rejection.message); nothing was published")
      }
    }
    try await publisher.publish(events)
  }

  func kafka(_ client: String) throws -> KafkaConfiguration {
    // The embedded broker's coordinator answers the first join after half of the session time-out.
    let kafka = try settings.kafkaConfiguration(backends.bootstrap, client: client)
    return kafka.properties["session.timeout.ms"] == nil ? kafka.with(["session.timeout.ms": "6000"]) : kafka
  }

  func archiver(_ configuration: ArchiverConfiguration = ArchiverConfiguration()) throws -> [Archiver] {
    let pool = PostgresPool(
      configuration: Archiver.sessions(backends.database), size: 2, name: "archiver", logger: logger)
    return [
      Archiver(
        configuration, kafka: try kafka("millrace-archiver"), pool: pool, contract: contract,
        loops: { LearnerRegistry.standard.problems($0) }, logger: logger)
    ]
  }

  func projector(windowSize: Int64 = 20_000) -> [any Service] {
    let pool = PostgresPool(configuration: backends.database, size: 1, name: "projector", logger: logger)
    return [
      WakeService(configuration: backends.database, channels: ["ledger"], signal: ledgerWake, logger: logger),
      Projector(projections, pool: pool, wake: ledgerWake, windowSize: windowSize, logger: logger),
      AnalystProjector(
        pool: PostgresPool(configuration: backends.analysts, size: 1, name: "analysts", logger: logger), wake: foldWake,
        windowSize: windowSize, logger: logger),
    ]
  }

  func ticker() throws -> [any Service] {
    [Ticker(interval: TimeSpan(microseconds: 10_000_000), pool: pool, publisher: try publisher, logger: logger)]
  }

  func checkpointer() throws -> [any Service] {
    let pool = PostgresPool(configuration: backends.database, size: 1, name: "checkpointer", logger: logger)
    return [
      Checkpointer(try CheckpointFiles(settings).signer(), interval: .seconds(60), pool: pool, logger: logger)
    ]
  }

  var publisherFlush: any Service { PublisherFlush(shared: shared) }

  var wakeService: any Service {
    WakeService(
      configuration: backends.database, channels: ["ledger", "projection", "reactor"], signal: wake,
      narrow: ("projection", foldWake), logger: logger)
  }

  func curator() throws -> [any Service] {
    [try reactor(Curator(reader: reader))]
  }

  func trainer() throws -> [any Service] {
    let fingerprint = HistoryTools.fingerprint
    logger.info("OpenBLAS", metadata: ["kernel": "\(fingerprint.kernel)", "version": "\(fingerprint.blas)"])
    return [
      try reactor(
        Trainer(
          reader: reader, models: models, artifacts: artifacts, learners: .standard, fingerprint: fingerprint.json,
          work: work))
    ]
  }

  func evaluator() throws -> [any Service] {
    [try reactor(Evaluator(reader: reader, models: models, work: TrainingThread()))]
  }

  func auditor(every interval: TimeSpan) throws -> [any Service] {
    let pool = PostgresPool(configuration: backends.database, size: 1, name: "auditor", logger: logger)
    return [
      Auditor(
        interval: interval, group: projections.group, pool: pool, publisher: try publisher, wake: wake, logger: logger)
    ]
  }

  /// Waits for the ledger, the read models and the reactors.
  var waiter: PositionWaiter { PositionWaiter(pool: pool, wake: wake) }

  /// The names of those that decide for a loop, here or in processes of their own.
  var reactorNames: [String] { ReactorName.allCases.map(\.rawValue) }

  /// All reactors but those that are left to other processes.
  func reactors(without elsewhere: Set<ReactorName>) throws -> [any Service] {
    try ReactorName.allCases.filter { !elsewhere.contains($0) }.flatMap { name in
      switch name {
      case .curator: try curator()
      case .trainer: try trainer()
      case .evaluator: try evaluator()
      }
    }
  }

  private func reactor(_ reactor: some Reactor) throws -> ReactorService {
    let name = "millrace." + reactor.name
    return ReactorService(
      reactor, pool: pool, publisher: try publisher, wake: wake, folds: foldWake,
      group: LoopGroup(name, kafka: try kafka(name), logger: logger), fault: fault, logger: logger)
  }

  /// - Parameter archivers: those of this process, without which it is not ready.
  func inference(
    _ configuration: InferenceConfiguration, archivers: [Archiver] = [],
    onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) throws -> [any Service] {
    let pool = PostgresPool(configuration: backends.database, size: 2, name: "inference", logger: logger)
    let standings = archivers.map(\.standing)
    let backends = backends
    let keeping: @Sendable () -> [String] = { backends.standings.compactMap(\.standing.problem) }
    ProcessMetrics.exporter.register(KeptMetrics { backends.standings })
    let archiving: @Sendable () -> [String] = { standings.compactMap(\.problem) }
    return [
      try InferenceService(
        configuration, kafka: try settings.kafkaConfiguration(backends.bootstrap, client: "millrace-inference"),
        pool: pool, contract: contract, metrics: ProcessMetrics.exporter,
        archiving: standings.isEmpty ? nil : archiving,
        keeping: backends.standings.isEmpty ? nil : keeping, logger: logger,
        onListening: onListening)
    ]
  }

  /// `/metrics` of a process without an HTTP API.
  func metrics(_ configuration: MetricsServer.Configuration) throws -> [any Service] {
    let pool = PostgresPool(configuration: backends.database, size: 1, name: "metrics", logger: logger)
    return [try MetricsServer(configuration, pool: pool, exporter: ProcessMetrics.exporter, logger: logger)]
  }

  /// Runs services until they end or a signal says so: the last named stops first. From then on the process has
  /// ``StopDeadline/whole`` to end.
  func run(_ services: [any Service], finishing: (any Service)? = nil) async throws {
    let all = [DescriptorGuard()] + services
    var configurations = all.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) }
    if let finishing {
      configurations.append(
        .init(
          service: finishing, successTerminationBehavior: .gracefullyShutdownGroup,
          failureTerminationBehavior: .gracefullyShutdownGroup))
    }
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .warning)
    var configuration = ServiceGroupConfiguration(
      services: configurations, gracefulShutdownSignals: [.sigint, .sigterm], logger: quiet)
    configuration.maximumGracefulShutdownDuration = StopDeadline.services
    // Who ends what was not finished is told so by the exit status.
    let status: Int32 = finishing == nil ? 0 : 1
    backends.deadline.arm(status: status)
    do {
      try await ServiceGroup(configuration: configuration).run()
      backends.deadline.begin()
    } catch {
      backends.deadline.begin(status: 1)
      throw error
    }
  }

  func close() async {
    await shared.existing?.close(flushing: .seconds(2))
    await pool.close()
  }
}
