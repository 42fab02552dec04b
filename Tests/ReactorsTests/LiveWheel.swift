import ArchiverSupport
import Artifacts
import Evaluation
import Execution
import Domain
import Ingest
import Kafka
import Learning
import Ledger
import Logging
import Postgres
import Projections
import Publishing
import ReactorSupport
import ReadModels
import Reactors
import ServiceLifecycle
import TestSupport
import Wire

/// Archiver, projector, ticker and the three reactors at work between the test's broker and the test's database, put
/// together as the program does it.
struct LiveWheel {
  let pool: PostgresPool
  let publisher: EventPublisher
  let projections: LiveProjections

  /// Runs all of it while the body runs, and then lets the folds come to the ledger's head.
  /// - Parameter ticks: the ticker's interval.
  static func run(ticks: TimeSpan, _ body: @Sendable @escaping (LiveWheel) async throws -> Void) async throws {
    let (broker, database) = (Broker.current, Database.current.configuration)
    let (contract, logger) = (try Archiving.contract(), broker.logger)
    _ = try await TopicSetup.apply(contract, kafka: broker.configuration, logger: logger)
    func pool(_ size: Int, _ configuration: PostgresConfiguration? = nil) -> PostgresPool {
      PostgresPool(configuration: configuration ?? database, size: size, logger: logger)
    }
    let (archiving, folding, reacting) = (pool(2, Archiver.sessions(database)), pool(1), pool(3))
    let publisher = try EventPublisher(kafka: broker.configuration, contract: contract, logger: logger)
    let projections = LiveProjections(
      group: try ProjectionGroup(name: "core", directory: Archiving.home + "/projections/core"))
    _ = try await folding.run { try projections.prepare($0) }
    let (ledgerMoved, foldsMoved, moved) = (WakeSignal(), WakeSignal(), WakeSignal())
    let (reader, artifacts) = (DatasetReader(pool: reacting), try ArtifactStore(pool: reacting))
    let models = ModelLibrary(pool: reacting, artifacts: artifacts, learners: .standard)
    func service(_ reactor: some Reactor) throws -> ReactorService {
      ReactorService(
        reactor, pool: reacting, publisher: publisher, wake: moved, folds: foldsMoved,
        group: LoopGroup(
          broker.name(reactor.name), topic: broker.name("millrace.loops"), kafka: broker.groupConfiguration,
          logger: logger), logger: logger)
    }
    let services: [any Service] = [
      Archiver(
        ArchiverConfiguration(group: broker.name("archiver")), kafka: broker.groupConfiguration, pool: archiving,
        contract: contract, loops: { LearnerRegistry.standard.problems($0) }, logger: logger),
      WakeService(configuration: database, channels: ["ledger"], signal: ledgerMoved, logger: logger),
      WakeService(
        configuration: database, channels: ["ledger", "projection", "reactor"], signal: moved,
        narrow: ("projection", foldsMoved), logger: logger),
      Projector(projections, pool: folding, wake: ledgerMoved, logger: logger),
      Ticker(interval: ticks, pool: reacting, publisher: publisher, logger: logger),
      try service(Curator(reader: reader)),
      try service(
        Trainer(
          reader: reader, models: models, artifacts: artifacts, learners: .standard,
          fingerprint: LoopHistory.fingerprint, work: TrainingThread())),
      try service(Evaluator(reader: reader, models: models, work: TrainingThread())),
    ]
    let group = ServiceGroup(
      configuration: .init(
        services: services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) }, logger: logger))
    let wheel = LiveWheel(pool: Database.current.pool, publisher: publisher, projections: projections)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      try await body(wheel)
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
    await publisher.close()
    try await folding.run { db in while try projections.live.step(db, limit: 10_000).count > 0 {} }
    for pool in [archiving, folding, reacting] { await pool.close() }
  }

  /// What the ledger has of a loop's control events, oldest first.
  func control(_ loop: String) async throws -> [LedgerEvent] {
    try await pool.run {
      try LedgerReader.controlEvents($0, loop: loop, after: 0, bound: .max, types: EventCatalog.types, limit: 100_000)
    }
  }

  /// Publishes events, and returns when the read models have them.
  func settle(_ events: [Event]) async throws {
    try await publisher.publish(events)
    let (source, ids) = (events.last?.source ?? "", events.map(\.id))
    let pool = pool
    try await eventually("the folds have what was published") {
      try await pool.run { db in
        let places = try LedgerReader.positions(db, of: ids.map { EventIdentity(source: source, id: $0) })
        guard places.count == ids.count, let last = places.values.max() else { return false }
        return try FoldCheckpoint.reached(db) >= last
      }
    }
  }
}
