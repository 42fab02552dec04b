import Domain
import Foundation
import Kafka
import Ledger
import Logging
import Postgres
import Projections
import Ingest
import Synchronization
import TestSupport
import Testing
import Wire

/// One case's own Kafka and database, a model producer, and the programs that it started.
final class World: Sendable {
  let contract: Contract
  let producer: ModelProducer
  let group: ProjectionGroup
  private struct State {
    var broker: BrokerProcess
    var database: PostgresConfiguration
    var pool: PostgresPool
    var programs: [Program] = []
    var proxies: [Proxy] = []
    /// Parked records that the case wants, by reason.
    var parked: [String: Int] = [:]
  }
  private let state: Mutex<State>
  private let bootstrap: String
  /// Clients of the broker go through it, where the case wants that.
  let brokerProxy: Proxy?

  private init(
    _ database: PostgresConfiguration, _ pool: PostgresPool, proxied: Bool = false, partitions: [String: Int] = [:]
  ) async throws {
    contract = try Contract.load(directory: Program.root + "/streams")
    group = try ProjectionGroup(name: "core", directory: Program.root + "/projections/core")
    let broker: BrokerProcess
    if proxied {
      let port = try BrokerPort.next()
      let proxy = try Proxy(to: .loopback(port), retention: Retention())
      broker = try BrokerProcess(port: port, advertised: proxy.port)
      brokerProxy = proxy
    } else {
      broker = try BrokerProcess()
      brokerProxy = nil
    }
    bootstrap = broker.bootstrapServers
    state = Mutex(State(broker: broker, database: database, pool: pool))
    producer = try ModelProducer(kafka: World.kafka(bootstrap), contract: contract)
    // So that ids stand in many generations, and the archivers' filters are what keeps an event from standing twice.
    try await pool.run { db in
      try db.script(
        """
        CREATE OR REPLACE FUNCTION ledger.generation("position" bigint) RETURNS integer
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN (position >> 6)::integer
        """)
    }
    try await makeTopics(partitions)
  }

  /// Gives the case its world, lets everything settle behind it, and asks the oracle.
  static func run(
    proxied: Bool = false, partitions: [String: Int] = [:], projector: Bool = true,
    _ body: (World) async throws -> Void
  ) async throws {
    let database = Database.current
    let world = try await World(database.configuration, database.pool, proxied: proxied, partitions: partitions)
    await world.live(projector: projector) { try await body(world) }
  }

  /// The same on a Postgres of its own.
  static func runWithOwnCluster(_ body: (World, OwnCluster) async throws -> Void) async throws {
    let cluster = try await OwnCluster()
    do {
      let world = try await World(cluster.configuration, cluster.pool)
      await world.live(projector: true) { try await body(world, cluster) }
    } catch {
      Issue.record("\(error)")
    }
    await cluster.remove()
  }

  private func live(projector: Bool, _ body: () async throws -> Void) async {
    do {
      if projector { try self.projector() }
      try await producer.configureLoop()
      try await body()
      try await settle()
      try await Oracle(self).check()
    } catch {
      Issue.record("\(error)\n\(FaultCase.choice)\n\(logs)")
    }
    await close()
  }

  static func kafka(_ bootstrap: String) -> KafkaConfiguration {
    KafkaConfiguration(bootstrapServers: bootstrap, clientID: "fault-test")
  }

  static var logger: Logger {
    var logger = Logger(label: "fault")
    logger.logLevel = .critical
    return logger
  }

  var kafka: KafkaConfiguration { World.kafka(bootstrap) }
  var database: PostgresConfiguration { state.withLock(\.database) }
  var pool: PostgresPool { state.withLock(\.pool) }
  var parked: [String: Int] { state.withLock(\.parked) }

  /// What the case expects to be parked and left open.
  func expectParked(_ reason: String, _ count: Int) { state.withLock { $0.parked[reason, default: 0] += count } }

  /// Goes on with another database.
  func move(to database: PostgresConfiguration, pool: PostgresPool) {
    state.withLock { ($0.database, $0.pool) = (database, pool) }
  }

  /// Makes the topics that are missing.
  func makeTopics(_ partitions: [String: Int] = [:]) async throws {
    _ = try await TopicSetup.apply(contract, kafka: kafka, partitions: partitions, logger: World.logger)
  }

  /// The broker is killed.
  func stopBroker() { state.withLock(\.broker).stop() }

  /// A broker comes up at the place of the killed one, and knows nothing.
  func startBroker() throws {
    let former = state.withLock(\.broker)
    let next = try BrokerProcess(port: former.port, advertised: brokerProxy?.port)
    state.withLock { $0.broker = next }
  }

  // MARK: Programs

  @discardableResult
  func archiver(through proxy: Proxy? = nil) throws -> Program { try start(["archiver"], proxy) }

  @discardableResult
  func projector() throws -> Program { try start(["projector"], nil) }

  @discardableResult
  func start(_ arguments: [String], _ proxy: Proxy?, environment: [String: String] = [:]) throws -> Program {
    let own = [
      "MILLRACE_DATABASE": keywords(proxy), "MILLRACE_KAFKA": bootstrap,
    ]
    let program = try Program(arguments, environment: own.merging(environment) { $1 })
    state.withLock { $0.programs.append(program) }
    return program
  }

  var programs: [Program] { state.withLock(\.programs) }

  /// Produces a little again and again while `body` runs.
  func whileProducing(_ body: () async throws -> Void) async throws {
    let flow = Flow()
    async let flowing: Void = flow.run(producer)
    do {
      try await body()
    } catch {
      flow.stop()
      throw error
    }
    flow.stop()
    try await flowing
  }

  /// Variables for a program whose user limits statements in the connection string.
  func withStatementTimeout(_ limit: String) -> [String: String] {
    ["MILLRACE_DATABASE": keywords(nil) + " options='-c statement_timeout=\(limit)'"]
  }

  /// - Parameter user: nil: the owner.
  func keywords(_ proxy: Proxy? = nil, user: String? = nil) -> String {
    let database = database
    var words = [
      "user": user ?? database.user, "dbname": database.database, "sslmode": "disable", "gssencmode": "disable",
    ]
    words["host"] = proxy == nil ? database.host : "127.0.0.1"
    words["port"] = proxy.map { String($0.port) } ?? database.port.map(String.init)
    return words.compactMap { key, value in value.map { "\(key)='\($0)'" } }.joined(separator: " ")
  }

  /// A proxy before the database.
  func databaseProxy() throws -> Proxy {
    let proxy = try Proxy(to: .unix("\(database.host ?? "")/.s.PGSQL.\(database.port ?? 5432)"))
    state.withLock { $0.proxies.append(proxy) }
    return proxy
  }

  private var logs: String {
    programs.map { "--- \($0.name)\n\($0.log.suffix(4_000))" }.joined(separator: "\n")
  }

  private func close() async {
    let state = state.withLock { $0 }
    for program in state.programs { program.remove() }
    for proxy in state.proxies + [brokerProxy].compactMap(\.self) { proxy.stop() }
    await producer.close()
    state.broker.stop()
  }
}
