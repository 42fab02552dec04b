import Domain
import Execution
import Exposition
import Foundation
import Inference
import Kafka
import Postgres
import Publishing
import ServiceLifecycle
import TestSupport
import Wire

/// A whole inference service on loopback, over the test's broker and database.
struct Harness: Sendable {
  let client: Client
  let service: InferenceService
  let fold: FoldTables
  let config: LoopConfig
  let group: ServiceGroup

  /// Runs a service while the body runs, then shuts it down gracefully.
  /// - Parameters:
  ///   - kafka: nil: the test's broker, on which the topics are made.
  ///   - archiver: whether the process's archiver holds its partitions; nil: there is none.
  ///   - isConfigured: whether the loop is there from the beginning.
  static func run(
    kafka: KafkaConfiguration? = nil, database: PostgresPool? = nil, isConfigured: Bool = true,
    archiver: Flag? = nil, _ change: (inout InferenceConfiguration) -> Void = { _ in },
    _ body: (Harness) async throws -> Void
  ) async throws {
    let folder = NSTemporaryDirectory() + "millrace-inference-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let config = try loop()
    let fold = try await FoldTables(Database.current.pool)
    if isConfigured { try await fold.configure(config) }
    var prefix = ""
    if kafka == nil {
      prefix = Broker.current.prefix
      _ = try await Broker.current.topic("millrace.interactions")
      _ = try await Broker.current.topic("millrace.feedback")
    }
    var configuration = InferenceConfiguration(
      port: 0, journal: JournalConfiguration(folder: folder + "/journal"),
      delivery: DeliveryConfiguration(closingTime: .milliseconds(200)),
      openAPIFile: home + "/docs/reference/openapi.yaml")
    change(&configuration)
    let (ports, announce) = AsyncStream.makeStream(of: Int.self)
    let service = try InferenceService(
      configuration, kafka: kafka ?? Broker.current.configuration, pool: database ?? Database.current.pool,
      contract: try contract(prefix: prefix), metrics: PrometheusExporter(), archiving: archiver.map(problems),
      logger: quiet,
      onListening: { announce.yield($0) })
    let group = ServiceGroup(configuration: .init(services: [.init(service: service)], logger: quiet))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        defer { announce.finish() }
        try await group.run()
      }
      for await port in ports {
        let scheme = configuration.tls == nil ? "http" : "https"
        let client = Client(base: "\(scheme)://127.0.0.1:\(port)")
        let harness = Harness(client: client, service: service, fold: fold, config: config, group: group)
        if isConfigured { try await eventually("the loops are read") { service.store.snapshot?.isEmpty == false } }
        try await body(harness)
        await group.triggerGracefulShutdown()
        break
      }
      try await tasks.waitForAll()
    }
  }

  private static func problems(_ flag: Flag) -> @Sendable () -> [String] { { flag.isSet ? [] : ["it is away"] } }

  /// Promotes a model and waits until it is served.
  func promote(_ model: TinyModel?, generation: Int64) async throws {
    if let model { try await fold.register(model, loop: config.name) }
    try await fold.promote(model?.id, loop: config.name, generation: generation)
    try await eventually("generation \(generation) is served") {
      try await client.get("/v1/loops/\(config.name)").json["generation"] == .integer(generation)
    }
  }

  /// The events on a topic of this test, from its beginning.
  static func events(_ topic: String, count: Int) async throws -> [Event] {
    let broker = Broker.current
    let decoder = CloudEventDecoder(contract: try contract(prefix: broker.prefix))
    let consumer = try KafkaConsumer(broker.configuration, group: nil, logger: quiet)
    try await consumer.assign([TopicPartition(broker.name(topic), 0).at(.beginning)])
    var events: [Event] = []
    let deadline = ContinuousClock.now + .seconds(150)
    while events.count < count, ContinuousClock.now < deadline {
      for message in try await consumer.poll(max: 10_000, timeout: .milliseconds(300)).messages {
        let record = RawRecord(
          topic: message.topic, key: message.key, value: message.value,
          headers: message.headers.map { RawHeader($0.name, $0.value) })
        events.append(try decoder.decode(record).get())
      }
    }
    await consumer.close()
    return events
  }
}
