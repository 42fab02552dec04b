import Domain
import Kafka
import Ledger
import Postgres
import Ingest
import ReadModels
import TestSupport

extension World {
  /// How many events the ledger has beyond the adoptions of rules with which a new one begins.
  func head() async throws -> Int64 {
    try await pool.run { db in
      let adopted = try db.query("SELECT count(*) FROM ledger.event WHERE type = $1", [.text(RulesAdopted.type)])
      return try LedgerReader.head(db).position - (adopted.first?.int64(0) ?? 0)
    }
  }

  /// The same as soon as the database answers again: each connection of the pool notices for itself that it broke.
  func headOnceBack() async throws -> Int64 {
    var position: Int64?
    try await eventually("the database answers") {
      position = try? await head()
      return position != nil
    }
    return position ?? 0
  }

  /// Waits until the ledger has got that far.
  func untilHead(_ position: Int64) async throws {
    try await eventually("the ledger reaches position \(position)") { try await headOnceBack() >= position }
  }

  /// One number out of the database.
  func number(_ sql: String) async throws -> Int64 {
    try await pool.run { db in try db.query(sql).first?.int64(0) ?? 0 }
  }

  /// How many lives of topics the ledger has seen beyond the first of each.
  func laterIncarnations() async throws -> Int64 {
    try await number("SELECT count(*) - count(DISTINCT topic) FROM ledger.incarnation")
  }

  /// Waits until all that was produced is in the ledger, everything on the topics was looked at, and the projector
  /// stands at the head.
  func settle() async throws {
    let wanted = await producer.expected.count
    try await eventually("all \(wanted) events are in the ledger") {
      try await producer.note(pool, kafka: kafka)
      return try await producer.missing(pool).isEmpty
    }
    try await eventually("the archiver has read everything") { try await isDrained() }
    try await eventually("the projector stands at the head") {
      try await pool.run { try FoldCheckpoint.position($0) == LedgerReader.head($0).position }
    }
  }

  private func isDrained() async throws -> Bool {
    let admin = try KafkaAdmin(kafka, logger: World.logger)
    let topics = contract.topics.map(\.name)
    let described = try await admin.describeTopics(topics)
    var partitions: [TopicPartition] = []
    for (name, topic) in described {
      for partition in 0..<Int32(try topic.get().partitions) { partitions.append(TopicPartition(name, partition)) }
    }
    let marks = try await admin.watermarks(partitions)
    await admin.close()
    let standings = try await pool.run { db in
      var next: [TopicPartition: Int64] = [:]
      let rows = try db.query(
        """
        SELECT i.topic, o.partition, o.next_offset FROM ledger.incarnation i JOIN ledger.ingest_offset o USING (incarnation)
        WHERE i.closed_at IS NULL
        """)
      for row in rows { next[TopicPartition(try row.text(0), Int32(try row.int64(1)))] = try row.int64(2) }
      return next
    }
    for (partition, mark) in marks {
      let high = try mark.get().high
      if high > 0, standings[partition] != high { return false }
    }
    return true
  }
}
