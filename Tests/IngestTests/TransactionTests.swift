import ArchiverSupport
import Domain
import Kafka
import Ledger
import Postgres
import TestSupport
import Testing
import Wire

/// Offsets are places and no counts: what lies between records is passed over.
@Suite(.broker, .database(migrated: true, adopted: false), .timeLimit(.minutes(15)))
struct TransactionTests {
  private func record(_ number: Int, _ contract: Contract) throws -> KafkaRecord {
    let raw = try CloudEventEncoder(contract: contract).encode(Archiving.feedback(number))
    return KafkaRecord(
      topic: raw.topic, partition: 0, key: raw.key, value: raw.value,
      headers: raw.headers.map { KafkaHeader($0.name, $0.value) })
  }

  private static func standing(_ topic: String) async throws -> IngestOffsets.Standing? {
    try await Database.current.pool.run { db in
      try IngestOffsets.current(db, topic: topic).flatMap { try IngestOffsets.standings(db, incarnation: $0.id)[0] }
    }
  }

  /// A transaction that is committed and one that is aborted, each with a record and an end that is none; then the
  /// archiver is stopped and another goes on.
  @Test func endsOfTransactionsArePassedOver() async throws {
    let broker = Broker.current
    let contract = try Archiving.contract()
    let topic = broker.name("millrace.feedback")
    let partition = TopicPartition(topic, 0)
    @Sendable func high() async throws -> Int64 {
      let admin = try KafkaAdmin(broker.configuration, logger: broker.logger)
      let marks = try await admin.watermarks([partition])[partition]?.get()
      await admin.close()
      return try #require(marks?.high)
    }
    var ends: [Int64] = []
    for start in [0, 10] {
      try await Archiving.run {
        let producer = try TransactionalProducer(broker.configuration, id: broker.name("transactions"))
        try producer.begin()
        for number in start..<start + 3 { try producer.send(try record(number, contract)) }
        try producer.commit()
        try producer.begin()
        try producer.send(try record(start + 3, contract))
        try producer.abort()
        // The last thing in the partition is no record.
        let end = try await high()
        try await eventually("the ledger stands at the end") {
          try await TransactionTests.standing(topic)?.nextOffset == end
        }
      }
      // What it stands at is the same when it was told to stop.
      #expect(try await TransactionTests.standing(topic)?.nextOffset == (try await high()))
      ends.append(try await high())
    }
    let (ids, incarnations, report) = try await Database.current.pool.run { db in
      (
        Set(try db.query("SELECT event_id FROM ledger.event").map { try $0.text(0) }),
        try db.query("SELECT count(*) FROM ledger.incarnation WHERE topic = $1", [.text(topic)])[0].int(0),
        try LedgerVerifier().verify(db)
      )
    }
    #expect(ids.isSuperset(of: [0, 1, 2, 10, 11, 12].map { "f\($0)" }))
    #expect(incarnations == 1)
    #expect(report.problem == nil)
    // Each transaction has an end of its own that counts as an offset and is no record.
    #expect(ends == [6, 12], "the broker gives \(ends)")
  }

  /// What an open transaction has sent so far neither keeps an archiver from stopping nor is lost: the next one has it.
  @Test func anOpenTransactionHoldsNoStopUp() async throws {
    let broker = Broker.current
    let contract = try Archiving.contract()
    let topic = broker.name("millrace.feedback")
    let producer = try await Archiving.run {
      let producer = try TransactionalProducer(broker.configuration, id: broker.name("transactions"))
      try producer.begin()
      for number in 0..<3 { try producer.send(try record(number, contract)) }
      try producer.commit()
      try await eventually("what was committed is there") {
        try await Archiving.positions("/test", ["f0", "f1", "f2"]).count == 3
      }
      try producer.begin()
      for number in 3..<5 { try producer.send(try record(number, contract)) }
      return producer
    }
    // It ended by itself, and did not wait for an end that the transaction had not come to.
    let stood = try #require(try await TransactionTests.standing(topic)?.nextOffset)
    #expect(stood >= 4)
    try await Archiving.run {
      try producer.commit()
      try await eventually("what was open is there") {
        try await Archiving.positions("/test", (0..<5).map { "f\($0)" }).count == 5
      }
    }
    let report = try await Database.current.pool.run { try LedgerVerifier().verify($0) }
    #expect(report.problem == nil)
  }
}
