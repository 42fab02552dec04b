import Domain
import Foundation
import Kafka
import Ledger
import Postgres
import Publishing
import TestSupport
import Testing
import Wire

/// Over a real broker and a real database, in which a test plays the archiver by what it writes into its offsets.
@Suite(.database(migrated: true)) struct JournalPublisherTests {
  private let pool = Database.current.pool

  private func publisher(
    _ folder: String, kafka: KafkaConfiguration, prefix: String = "", accept: AcceptMode = .journal,
    _ change: (inout DeliveryConfiguration, inout JournalConfiguration) -> Void = { _, _ in }
  ) throws -> JournalPublisher {
    var delivery = DeliveryConfiguration(
      accept: accept, deliveryTimeout: .seconds(150), closingTime: .milliseconds(300), adoptInterval: .milliseconds(200)
    )
    var journal = JournalConfiguration(folder: folder + "/journal", spoolFolder: folder + "/spool")
    change(&delivery, &journal)
    return try JournalPublisher(
      kafka: kafka, contract: try contract(prefix: prefix), journal: journal, configuration: delivery, logger: quiet)
  }

  private func running<T: Sendable>(_ publisher: JournalPublisher, _ body: () async throws -> T) async throws -> T {
    await publisher.prepare(pool)
    let result = try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await publisher.run(pool) }
      defer { group.cancelAll() }
      return try await body()
    }
    await publisher.finish(pool)
    return result
  }

  /// Publishes and checks where the events went.
  private func expect(
    _ acceptance: JournalPublisher.Acceptance, from publisher: JournalPublisher, _ events: [Event],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let found = try await publisher.publish(events)
    #expect(found == acceptance, sourceLocation: sourceLocation)
  }

  /// As the archiver, which has read a topic up to an offset.
  private func read(_ topic: String, to next: Int64, isNew: Bool = false, gap: Range<Int64>? = nil) async throws {
    let admin = try KafkaAdmin(Broker.current.configuration, logger: quiet)
    let id = try await admin.describeTopics([topic])[topic]?.get().id
    await admin.close()
    #expect(id != nil)
    try await pool.run { db in
      try db.transaction {
        var incarnation = try IngestOffsets.current(db, topic: topic)
        if isNew || incarnation == nil {
          incarnation = try IngestOffsets.open(db, topic: topic, topicID: id, clusterID: nil, reason: "test")
        }
        guard let incarnation else { return }
        let (fence, known) = try IngestOffsets.acquire(db, incarnation: incarnation.id, partition: 0)
        if let gap {
          try IngestOffsets.skipGap(
            db, incarnation: incarnation.id, partition: 0, from: gap.lowerBound, to: gap.upperBound, fence: fence)
        }
        let from = gap?.upperBound ?? known
        if next > from {
          try IngestOffsets.advance(
            db, [.init(incarnation: incarnation.id, partition: 0, first: from, next: next, fence: fence, last: nil)])
        }
      }
    }
  }

  private func ids(_ topic: String, count: Int, _ kafka: KafkaConfiguration? = nil) async throws -> [String] {
    let messages = try await consume(topic, partitions: 1, count: count, kafka ?? Broker.current.configuration)
    return messages.compactMap { $0.header("ce_id") }.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(.broker) func keepsEventsUntilTheLedgerHasThem() async throws {
    let broker = Broker.current
    let topic = try await broker.topic("millrace.feedback")
    let folder = try TemporaryFolder()
    let publisher = try publisher(folder.path, kafka: broker.configuration, prefix: broker.prefix)
    try await read(topic, to: 0)
    try await running(publisher) {
      for number in 0..<10 { try await expect(.journal, from: publisher, [feedback("a\(number)")]) }
      #expect(try await ids(topic, count: 10) == (0..<10).map { "a\($0)" })
      try await eventually("Kafka has them") { publisher.standing.unsent == 0 }
      #expect(publisher.standing.events == 10)
      try await read(topic, to: 7)
      try await Task.sleep(for: .milliseconds(500))
      #expect(publisher.standing.events > 0, "three are not read")
      try await read(topic, to: 10)
      try await eventually("the ledger has all") { publisher.standing.events == 0 }
      #expect(publisher.standing.problems.isEmpty && publisher.counts.drained == 0)
    }
  }

  @Test(.broker) func publishesAgainInANewIncarnationAndBehindAGap() async throws {
    let broker = Broker.current
    let topic = try await broker.topic("millrace.feedback")
    let folder = try TemporaryFolder()
    let publisher = try publisher(folder.path, kafka: broker.configuration, prefix: broker.prefix)
    try await read(topic, to: 0)
    try await running(publisher) {
      for number in 0..<3 { try await publisher.publish([feedback("\(number)")]) }
      #expect(try await ids(topic, count: 3) == ["0", "1", "2"])
      // The ledger takes it for another topic: what was delivered counts for nothing.
      try await read(topic, to: 0, isNew: true)
      #expect(try await ids(topic, count: 6) == ["0", "1", "2", "0", "1", "2"])
      // It reads on, but all were gone before.
      try await read(topic, to: 6, gap: 0..<6)
      #expect(try await ids(topic, count: 9).suffix(3) == ["0", "1", "2"])
      try await eventually("they were delivered again") { publisher.standing.unsent == 0 }
      #expect(publisher.standing.events == 3)
      try await read(topic, to: 9)
      try await eventually("the ledger has all") { publisher.standing.events == 0 }
    }
  }

  @Test func takesEventsWhileKafkaIsAwayAndSendsThemInOrder() async throws {
    let port = try BrokerPort.next()
    let folder = try TemporaryFolder()
    let kafka = KafkaConfiguration(
      bootstrapServers: "127.0.0.1:\(port)",
      properties: ["reconnect.backoff.max.ms": "200", "message.timeout.ms": "1000"])
    let first = try publisher(folder.path, kafka: kafka)
    try await running(first) {
      for number in 0..<4 { try await expect(.journal, from: first, [feedback("\(number)")]) }
    }
    let second = try publisher(folder.path, kafka: kafka)
    #expect(second.standing.events == 4 && second.standing.unsent == 4)
    let broker: BrokerProcess = try await running(second) {
      try await second.publish([feedback("4")])
      try await eventually("it is said") {
        second.standing.problems.contains("Kafka does not acknowledge what it is sent; 5 wait in the journal")
      }
      let broker = try BrokerProcess(port: port)
      let admin = try KafkaAdmin(kafka, logger: quiet)
      _ = try await admin.createTopics([KafkaTopic("millrace.feedback", partitions: 1)])
      await admin.close()
      try await eventually("all were sent") { second.standing.unsent == 0 }
      try await second.publish([feedback("5")])
      let seen = try await ids("millrace.feedback", count: 6, kafka)
      var order: [String] = []
      for id in seen where !order.contains(id) { order.append(id) }
      #expect(order == ["0", "1", "2", "3", "4", "5"])
      return broker
    }
    broker.stop()
  }

  @Test(.broker) func acceptsWhatKafkaHas() async throws {
    let broker = Broker.current
    let topic = try await broker.topic("millrace.feedback")
    let folder = try TemporaryFolder()
    let publisher = try publisher(folder.path, kafka: broker.configuration, prefix: broker.prefix, accept: .kafka)
    try await running(publisher) {
      for number in 0..<20 {
        try await expect(.kafka, from: publisher, [feedback("a\(number)"), feedback("b\(number)")])
      }
    }
    #expect(publisher.counts.accepted == 40 && publisher.counts.journalled == 0)
    #expect(try await ids(topic, count: 40) == (0..<20).flatMap { ["a\($0)", "b\($0)"] })
  }

  @Test func acceptingByKafkaFallsBackToTheJournal() async throws {
    let folder = try TemporaryFolder()
    let kafka = KafkaConfiguration(bootstrapServers: "127.0.0.1:\(try BrokerPort.next())")
    let publisher = try publisher(folder.path, kafka: kafka, accept: .kafka) { delivery, _ in
      delivery.deliveryTimeout = .seconds(2)
    }
    try await running(publisher) {
      try await expect(.journal, from: publisher, [feedback("0")])
      let began = ContinuousClock.now
      for number in 1..<50 { try await expect(.journal, from: publisher, [feedback("\(number)")]) }
      // Only the first waited for Kafka; together they would have for 98 seconds.
      #expect(ContinuousClock.now - began < .seconds(90))
      #expect(publisher.standing.events == 50)
    }
  }

  @Test func saysWhenTheJournalIsFull() async throws {
    let folder = try TemporaryFolder()
    let kafka = KafkaConfiguration(bootstrapServers: "127.0.0.1:\(try BrokerPort.next())")
    let publisher = try publisher(folder.path, kafka: kafka) { _, journal in
      journal = JournalConfiguration(folder: journal.folder, maximumBytes: 9_000)
    }
    try await running(publisher) {
      let error = await #expect(throws: PublishError.self) {
        for number in 0..<1_000 {
          try await publisher.publish([feedback("\(number)")])
          if publisher.standing.journal.isHalfFull {
            #expect(publisher.standing.problems.contains { $0.contains("more than half full") })
          }
        }
      }
      #expect(error?.code == .journalFull && error?.isRetriable == true)
      #expect(publisher.standing.isClosed)
      #expect(publisher.counts.failed == 1 && publisher.counts.journalled == publisher.standing.events)
    }
  }

  /// Too large for any broker is said to the caller; what the broker refuses later is set aside, and shown.
  @Test(.broker) func setsAsideWhatKafkaRefusesAndGoesOn() async throws {
    let broker = Broker.current
    let topic = try await broker.topic("millrace.feedback")
    let folder = try TemporaryFolder()
    let kafka = broker.configuration.with(["message.max.bytes": "20000"])
    let before = try publisher(folder.path, kafka: broker.configuration, prefix: broker.prefix)
    let error = await #expect(throws: PublishError.self) {
      try await before.publish([feedback("huge", comment: String(repeating: "x", count: 1_100_000))])
    }
    #expect(error?.code == .refused && error?.isRetriable == false)
    try await before.publish([
      feedback("a"), feedback("large", comment: String(repeating: "x", count: 30_000)), feedback("b"),
    ])
    await before.finish(pool)
    // Another configuration, which takes less than was accepted.
    let publisher = try publisher(folder.path, kafka: kafka, prefix: broker.prefix)
    try await running(publisher) {
      try await eventually("it is set aside") { publisher.standing.journal.refused == 1 }
      #expect(publisher.standing.problems.contains { $0.contains("Kafka refused 1 event") })
      try await eventually("it is counted") { publisher.counts.refused == 1 }
    }
    #expect(Set(try await ids(topic, count: 2)).isSuperset(of: ["a", "b"]))
    let next = try self.publisher(folder.path, kafka: kafka, prefix: broker.prefix)
    #expect(next.standing.journal.refused == 1)
    await next.finish(pool)
  }

  /// The spool of the program before is emptied first, in whatever state it is.
  @Test(.broker) func drainsTheSpoolOfTheProgramBefore() async throws {
    let broker = Broker.current
    let topic = try await broker.topic("millrace.feedback")
    let folder = try TemporaryFolder()
    let spool = folder.path + "/spool"
    try FileManager.default.createDirectory(atPath: spool, withIntermediateDirectories: true)
    let frames = (0..<5).map { oldFrame(topic: topic, id: "old\($0)") }
    try Data(frames[0] + frames[1]).write(to: URL(filePath: spool + "/000000000001.spool"))
    // A write that a kill interrupted is behind the last sound frame.
    try Data(frames[2] + frames[3] + frames[4].dropLast(3)).write(to: URL(filePath: spool + "/000000000002.spool"))
    let publisher = try publisher(folder.path, kafka: broker.configuration, prefix: broker.prefix)
    try await running(publisher) {
      try await publisher.publish([feedback("new")])
      #expect(try await ids(topic, count: 5) == ["old0", "old1", "old2", "old3", "new"])
    }
    #expect(try TemporaryFolder.files(in: spool).filter { $0.hasSuffix(".spool") } == [])
  }

  /// Two services on one volume, one of which is killed: the other takes over what it left.
  @Test(.broker) func takesOverWhatAnotherProcessLeft() async throws {
    let broker = Broker.current
    let topic = try await broker.topic("millrace.feedback")
    let folder = try TemporaryFolder()
    let away = KafkaConfiguration(bootstrapServers: "127.0.0.1:\(try BrokerPort.next())")
    let first = try publisher(folder.path, kafka: broker.configuration, prefix: broker.prefix)
    try await running(first) {
      let second = try publisher(folder.path, kafka: away, prefix: broker.prefix)
      try await second.publish([feedback("left")])
      await second.finish(pool)
      #expect(try await ids(topic, count: 1) == ["left"])
      try await first.publish([feedback("own")])
      #expect(Set(try await ids(topic, count: 2)) == ["left", "own"])
    }
  }

  /// As the program before wrote them: length, CRC-32C, payload.
  private func oldFrame(topic: String, id: String) -> [UInt8] {
    func word(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }
    func blob(_ text: String) -> [UInt8] { word(UInt32(text.utf8.count)) + Array(text.utf8) }
    let payload = blob(topic) + blob("key") + blob("{}") + word(1) + blob("ce_id") + blob(id)
    var crc = ~UInt32(0)
    for byte in payload {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
    }
    return word(UInt32(payload.count)) + word(~crc) + payload
  }
}
