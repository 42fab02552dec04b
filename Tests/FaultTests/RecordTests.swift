import Domain
import Kafka
import TestSupport
import Testing
import Wire

/// Records that the ledger cannot take, or only just.
@Suite(.slots, .database(migrated: true))
struct RecordTests {
  private static let topic = "millrace.interactions"

  private func poison(_ value: [UInt8]?, headers: [KafkaHeader]? = nil, timestamp: Int64? = nil) -> KafkaRecord {
    let usual = [
      "ce_specversion": "1.0", "ce_id": "poison", "ce_source": "/poison", "ce_type": InteractionRecorded.type,
      "ce_time": "2026-01-01T00:00:00Z", "ce_loop": ModelProducer.loop,
    ].map { KafkaHeader($0.key, Array($0.value.utf8)) }
    return KafkaRecord(
      topic: RecordTests.topic, partition: 0, key: nil, value: value, headers: headers ?? usual, timestamp: timestamp)
  }

  /// One of each kind stands before anything else in its partition.
  @Test(.fault(.poisonAtHead)) func poisonAtTheHeadOfAPartition() async throws {
    try await World.run(partitions: [RecordTests.topic: 1]) { world in
      func text(_ text: String) -> [UInt8] { Array(text.utf8) }
      let nul =
        "{\"interaction_id\":\"a\",\"input\":{\"x\":\"\\u0000\"},\"output\":{\"label\":\"no\",\"probability\":1}}"
      let kinds: [(String, KafkaRecord)] = [
        ("invalid_utf8", poison([0x7B, 0x22, 0xFF, 0x22, 0x7D])), ("invalid_json", poison(text("{\"a\":"))),
        ("nul", poison(text(nul))), ("nul", poison(text("{\"a\\u0000b\":1,\"a\\u0000b\":2}"))),
        ("lone_surrogate", poison(text("{\"a\":\"\\ud800\"}"))),
        ("too_deep", poison(text(String(repeating: "[", count: 100) + String(repeating: "]", count: 100)))),
        ("number_out_of_range", poison(text("{\"a\":1e200000}"))), ("null_body", poison(nil)),
        ("schema", poison(text("{}"))), ("missing_attribute", poison(text("{}"), headers: [])),
        ("malformed_attribute", poison(text("{}"), headers: [KafkaHeader("ce_id", [0x61, 0, 0x62])])),
        // A producer may put anything into a record's timestamp.
        ("schema", poison(text("{}"), timestamp: .max)), ("schema", poison(text("{}"), timestamp: -.max)),
        ("schema", poison(text("{}"), timestamp: 253_402_300_800_000)),
      ]
      for (reason, record) in kinds {
        try await world.producer.sendRaw(record)
        world.expectParked(reason, 1)
      }
      try await world.producer.produce(200)
      try world.archiver()
    }
  }

  /// The contract allows it, and a rule of the database does not: that record is parked, the batch around it is not.
  @Test(.fault(.refusedByDatabase)) func theDatabaseRefusesOneRecord() async throws {
    try await World.run(partitions: [RecordTests.topic: 1]) { world in
      try await world.pool.run { db in
        try db.script("ALTER TABLE ledger.event ADD CHECK (event_id NOT LIKE 'unwanted%')")
      }
      for number in 0..<3 {
        try await world.producer.produce(60)
        let event = await world.producer.event(
          "unwanted-\(number)", InteractionRecorded.type, key: "\(ModelProducer.loop)/u1",
          ["interaction_id": "unwanted", "input": [:], "output": ["label": "no", "probability": 1]])
        try await world.producer.sendRaw(world.producer.record(of: event))
        world.expectParked("refused_by_database", 1)
      }
      try world.archiver()
      try await world.producer.produce(60)
    }
  }

  @Test(.fault(.largestRecord)) func theLargestRecordAndOneAbove() async throws {
    try await World.run { world in
      try world.archiver()
      func event(_ id: String, bytes: Int) async -> Event {
        var event = await world.producer.event(
          id, InteractionRecorded.type, key: "\(ModelProducer.loop)/large",
          ["interaction_id": .string(id), "input": ["note": ""], "output": ["label": "no", "probability": 1]])
        let text = String(decoding: event.data, as: UTF8.self)
        let padding = String(repeating: "n", count: bytes - event.data.count)
        event.data = Array(text.replacing("\"note\":\"\"", with: "\"note\":\"\(padding)\"").utf8)
        return event
      }
      try await world.producer.produce(event("largest", bytes: Contract.dataLimit))
      let above = await event("above", bytes: Contract.dataLimit + 1)
      try await world.producer.sendRaw(world.producer.record(of: above))
      let huge = await event("huge", bytes: 950_000)
      try await world.producer.sendRaw(world.producer.record(of: huge))
      world.expectParked("too_large", 2)
      let refused = await event("refused", bytes: 1_100_000)
      let error = await #expect(throws: KafkaError.self) {
        try await world.producer.sendRaw(world.producer.record(of: refused))
      }
      #expect(error?.code == .messageTooLarge)
      try await world.producer.produce(50)
    }
  }

  /// No producer's clock moves the ledger's or a loop's.
  @Test(.fault(.farFuture)) func timestampsFarInTheFuture() async throws {
    try await World.run { world in
      try world.archiver()
      try await world.producer.produce(60)
      for (number, time) in ["9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00Z"].enumerated() {
        var event = await world.producer.event(
          "elsewhen-\(number)", InteractionRecorded.type, key: "\(ModelProducer.loop)/future",
          ["interaction_id": .string("elsewhen-\(number)"), "input": [:], "output": ["label": "no", "probability": 1]])
        event.occurredAt = try Array(time.utf8).withUnsafeBufferPointer { try Timestamp.parse($0).get() }
        try await world.producer.produce(event, kafkaTimestamp: number == 0 ? .max : -.max)
      }
      try await world.producer.produce(60)
      try await world.settle()
      #expect(
        try await world.number("SELECT count(*) FROM ledger.event WHERE recorded_at > now() + interval '1h'") == 0)
    }
  }
}
