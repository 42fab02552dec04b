import Domain
import Kafka
import Ledger
import Postgres
import Wire

/// A producer that writes down what it has produced, and what was acknowledged as durable.
///
/// An id is acknowledged once it was seen in `ledger.event`, or once the archiver's group committed past its offset.
actor ModelProducer {
  static let source = "/fault-test"
  static let loop = "demo.faults"

  /// One event that it means to have in the ledger.
  struct Produced: Sendable {
    var event: Event
    /// Its number among those of its key and type.
    var sequence: Int
    var place: (partition: TopicPartition, offset: Int64)?
  }

  private let configuration: KafkaConfiguration
  private let encoder: CloudEventEncoder
  private var producer: KafkaProducer
  private var order: [String] = []
  private var produced: [String: Produced] = [:]
  private var sequences: [String: Int] = [:]
  private(set) var acknowledged: Set<String> = []
  private var number = 0
  /// Whether the group's offsets are of the topics that the places are of.
  private var trustsCommits = true

  init(kafka: KafkaConfiguration, contract: Contract) throws {
    configuration = kafka.with(["message.timeout.ms": "20000"])
    encoder = CloudEventEncoder(contract: contract)
    producer = try KafkaProducer(configuration, logger: World.logger)
  }

  /// Everything that has to be in the ledger in the end, in the order it was produced.
  var expected: [Produced] { order.compactMap { produced[$0] } }

  var count: Int { order.count }

  /// States the loop that the events belong to.
  func configureLoop() async throws {
    let config = try LoopFile.parse(
      Array(
        """
        name: \(ModelProducer.loop)
        clock: occurred
        inputs: {x: numeric}
        label: {name: y, classes: [no, yes], positive: yes, aggregation: majority, default: no}
        join_window: 20m
        default_answer: {label: no, probabilities: {no: 0.5, yes: 0.5}}
        sealing: {every: 1d, minimum_examples: 10, validation: 1h, holdout: 1h}
        learner: {kind: mlp}
        """.utf8), name: "faults.yaml")
    try await send([
      event(
        "loop", LoopConfigured.type, key: ModelProducer.loop,
        [
          "config": config.json, "digest": .string(config.digest),
        ])
    ])
  }

  /// Produces so many events of eight units, interactions and their feedback, and a tick behind them.
  /// - Parameter padding: bytes added to each interaction's input.
  func produce(_ count: Int, padding: Int = 0) async throws {
    var events: [Event] = []
    for _ in 0..<count {
      number += 1
      let id = "i\(number / 2)"
      let key = "\(ModelProducer.loop)/u\(number / 2 % 8)"
      if number % 2 == 0 {
        var input: JSONValue = ["x": .integer(Int64(number % 9))]
        if padding > 0 { input = ["x": 1, "note": .string(noise(padding))] }
        events.append(
          event(
            "interaction-\(number)", InteractionRecorded.type, key: key,
            [
              "interaction_id": .string(id), "input": input,
              "output": ["label": "no", "probability": 0.6, "probabilities": ["no": 0.6, "yes": 0.4]],
            ]))
      } else {
        events.append(
          event(
            "feedback-\(number)", FeedbackReceived.type, key: key,
            [
              "interaction_id": .string(id), "label": number % 3 == 0 ? "yes" : "no",
            ]))
      }
    }
    number += 1
    events.append(
      event("tick-\(number)", ClockTicked.type, key: ModelProducer.loop, ["time": .string(time.text)]))
    try await send(events)
  }

  /// Produces an event of its own making; it has to be in the ledger in the end.
  func produce(_ event: Event, kafkaTimestamp: Int64? = nil) async throws {
    try await send([event], kafkaTimestamp: kafkaTimestamp)
  }

  /// Sends a record that is no event of the model's: a duplicate, a conflict, poison.
  func sendRaw(_ record: KafkaRecord) async throws { _ = try await producer.send(record) }

  /// The record of an event that was produced, changed by nothing.
  func record(of event: Event) throws -> KafkaRecord {
    let raw = try encoder.encode(event)
    return KafkaRecord(
      topic: raw.topic, key: raw.key, value: raw.value, headers: raw.headers.map { KafkaHeader($0.name, $0.value) })
  }

  /// What a restarted producer does: a new client, and all that it has no acknowledgement for, again and in order.
  func restart(resendingAll: Bool = false) async throws {
    await producer.close(flushing: .zero)
    producer = try KafkaProducer(configuration, logger: World.logger)
    try await deliver(order.filter { resendingAll || !acknowledged.contains($0) })
  }

  /// The topics are other ones from now on: what the group committed says nothing about where the events were put.
  func distrustCommits() { trustsCommits = false }

  func close() async { await producer.close(flushing: .zero) }

  /// Notes what has become durable.
  func note(_ pool: PostgresPool, kafka: KafkaConfiguration? = nil) async throws {
    let ids = try await ModelProducer.present(pool)
    acknowledged.formUnion(ids)
    guard let kafka, trustsCommits else { return }
    let consumer = try KafkaConsumer(kafka, group: "millrace-archiver", logger: World.logger)
    let partitions = Set(produced.values.compactMap { $0.place?.partition })
    for committed in (try? await consumer.committed(Array(partitions))) ?? [] {
      for (id, entry) in produced {
        guard let place = entry.place, place.partition == committed.topicPartition else { continue }
        if place.offset < committed.offset.rawValue { acknowledged.insert(id) }
      }
    }
    await consumer.close()
  }

  /// Text that cannot be compressed.
  private func noise(_ bytes: Int) -> String {
    var random = SplitMix(state: UInt64(number))
    var text = ""
    while text.utf8.count < bytes { text += String(random.next(), radix: 36) }
    return text
  }

  /// What is not in the ledger yet.
  func missing(_ pool: PostgresPool) async throws -> [String] {
    let present = try await ModelProducer.present(pool)
    return order.filter { !present.contains($0) }
  }

  private static func present(_ pool: PostgresPool) async throws -> Set<String> {
    try await pool.run { db in
      Set(
        try db.query("SELECT event_id FROM ledger.event WHERE source = $1", [.text(source)]).map { try $0.text(0) })
    }
  }

  /// The model's clock: a minute an event.
  private var time: Timestamp {
    Timestamp(microseconds: 1_700_000_000_000_000 + Int64(number) * 60_000_000)
  }

  func event(_ id: String, _ type: String, key: String, _ data: JSONValue) -> Event {
    Event(
      id: id, source: ModelProducer.source, type: type, subject: id, occurredAt: time, loop: ModelProducer.loop,
      key: key, data: Array(data.canonicalText.utf8))
  }

  private func send(_ events: [Event], kafkaTimestamp: Int64? = nil) async throws {
    for event in events {
      let line = event.type + " " + (event.key ?? "")
      sequences[line, default: 0] += 1
      produced[event.id] = Produced(event: event, sequence: sequences[line] ?? 0)
      order.append(event.id)
    }
    try await deliver(events.map(\.id), kafkaTimestamp: kafkaTimestamp)
  }

  private func deliver(_ ids: [String], kafkaTimestamp: Int64? = nil) async throws {
    var records = try ids.compactMap { id in try produced[id].map { try record(of: $0.event) } }
    for index in records.indices { records[index].timestamp = kafkaTimestamp }
    // What fails is sent again by `restart`, as a producer's own program would.
    for (index, outcome) in (await producer.send(records)).enumerated() {
      guard case .success(let delivery) = outcome else { continue }
      produced[ids[index]]?.place = (TopicPartition(records[index].topic, delivery.partition), delivery.offset)
    }
  }
}
