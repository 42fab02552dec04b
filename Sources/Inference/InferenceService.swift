import Artifacts
import Execution
import Exposition
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Kafka
import Learning
import Logging
import Postgres
import Publishing
import ServiceLifecycle
import Wire

/// The inference service: HTTP, the follower of the serving slots, and the journal, in one `run()`.
///
/// On graceful shutdown it takes no new connections, finishes the requests it has, and then gives what is under way to
/// Kafka a little time; the journal keeps the rest.
package struct InferenceService: Service {
  package let store = ModelStore()
  package let metrics: PrometheusExporter
  package let publisher: JournalPublisher
  package let follower: SlotFollower
  private let backlog: BacklogFollower
  private let durability: DurabilityWatch
  private let pool: PostgresPool
  private let configuration: InferenceConfiguration
  private let responder: InferenceResponder
  private let server: HTTPServerBuilder
  private let connections: OpenConnections
  private let onListening: @Sendable (Int) async -> Void
  private let logger: Logger

  /// Opens the journal and reads the files; nothing is listened on or connected to before `run()`.
  /// - Parameters:
  ///   - kafka: a producer of its own is made of it; without `linger.ms` it lingers 1 ms.
  ///   - metrics: what counts, and what `/metrics` shows.
  ///   - archiving: why this process's archiver does not hold its partitions; nil where it has none.
  ///   - keeping: what is wrong with the servers that this process keeps running, in sentences; nil where it keeps none.
  ///   - onListening: called with the port once requests are taken.
  /// - Throws: `InferenceError`, `JournalError`, `ArtifactError`, `KafkaError`.
  package init(
    _ configuration: InferenceConfiguration, kafka: KafkaConfiguration, pool: PostgresPool, contract: Contract,
    learners: LearnerRegistry = .standard, metrics: PrometheusExporter,
    archiving: (@Sendable () -> [String])? = nil, keeping: (@Sendable () -> [String])? = nil, logger: Logger,
    onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) throws {
    try configuration.validate()
    self.configuration = configuration
    self.metrics = metrics
    self.pool = pool
    self.logger = logger
    self.onListening = onListening
    connections = OpenConnections(
      most: configuration.connections.connections ?? DescriptorLimit.connections(of: DescriptorLimit.raise()))
    let rules = try configuration.accessRules()
    server = try ServerFiles.server(
      HTTPConnection.builder(rules, configuration.connections, connections),
      configuration.tls)
    let openAPI = try ServerFiles.openAPI(configuration.openAPIFile)
    publisher = try JournalPublisher(
      kafka: kafka.properties["linger.ms"] == nil ? kafka.with(["linger.ms": "1"]) : kafka, contract: contract,
      journal: configuration.journal, configuration: configuration.delivery, logger: logger)
    follower = SlotFollower(
      store: store, pool: pool,
      artifacts: try ArtifactStore(pool: pool, cacheFolder: configuration.artifactCacheFolder), learners: learners,
      interval: configuration.refreshInterval, logger: logger)
    backlog = BacklogFollower(pool: pool, interval: configuration.refreshInterval, logger: logger)
    durability = DurabilityWatch(pool: pool, limit: configuration.limits.waitingEvents, logger: logger)
    let counts = InferenceMetrics(metrics)
    metrics.register(InferenceGauges(store: store, publisher: publisher, durability: durability))
    metrics.register(backlog)
    responder = InferenceResponder(
      handlers: Handlers(
        store: store, publisher: publisher, durability: durability, pool: pool, contract: contract,
        limits: configuration.limits, metrics: counts, exporter: metrics, openAPI: openAPI,
        lookup: LedgerLookup(pool: pool), archiving: archiving, keeping: keeping),
      bearer: configuration.token.map(BearerCheck.init), origins: rules.origins, metrics: metrics)
  }

  /// - Throws: `InferenceError` with code `cannotListen` when the address cannot be had.
  package func run() async throws {
    await publisher.prepare(pool)
    try await withThrowingDiscardingTaskGroup { group in
      group.addTask { await follower.run() }
      group.addTask { await backlog.run() }
      group.addTask { await publisher.run(pool) }
      group.addTask { await durability.run() }
      do {
        // Who waits for the ledger is answered with what is known, rather than hold the shutdown up.
        try await withGracefulShutdownHandler {
          try await application.run()
        } onGracefulShutdown: { [durability] in
          durability.close()
        }
      } catch {
        group.cancelAll()
        throw InferenceError(
          .cannotListen,
          "\(ListenAddress.text(configuration.host, port: configuration.port)) cannot be listened on: \(error); free the port or choose another"
        )
      }
      group.cancelAll()
    }
    await publisher.finish(pool)
  }

  private var application: Application<InferenceResponder> {
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .warning)
    return Application(
      responder: responder, server: server,
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port), backlog: 1_024),
      onServerRunning: { [onListening, logger, configuration, connections] channel in
        await AcceptHandler.add(to: channel, connections, logger: logger)
        OpenDescriptors.closeOnExec()
        let port = channel.localAddress?.port ?? configuration.port
        logger.notice(
          "inference listens", metadata: ["host": "\(configuration.host)", "port": "\(port)"])
        await onListening(port)
      },
      logger: quiet)
  }
}
