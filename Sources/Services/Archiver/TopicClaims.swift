import Kafka
import Ledger
import Logging
import Postgres
import Wire

/// Takes assigned partitions over: finds out whether each topic is the one the ledger knows, and where to read on.
struct TopicClaims: Sendable {
  private let kafka: KafkaConfiguration
  private let admin: KafkaAdmin
  private let pool: PostgresPool
  private let logger: Logger

  init(kafka: KafkaConfiguration, pool: PostgresPool, logger: Logger) throws {
    self.kafka = kafka
    self.pool = pool
    self.logger = logger
    admin = try KafkaAdmin(kafka, logger: logger)
  }

  func close() async { await admin.close() }

  /// The next offset that each partition will give, as of now.
  func ends(_ partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
    try await admin.watermarks(partitions).mapValues { try $0.get().high }
  }

  /// What the broker says of a topic.
  private struct Sight: Sendable {
    var id: String?
    var watermarks: [Int32: KafkaWatermarks]
  }

  func take(_ partitions: [TopicPartition]) async throws -> [TopicPartition: PartitionClaim] {
    let topics = Array(Set(partitions.map(\.topic))).sorted()
    let descriptions = try await admin.describeTopics(topics)
    let cluster = try? await admin.clusterID()
    var claims: [TopicPartition: PartitionClaim] = [:]
    for topic in topics {
      let description = try descriptions[topic]?.get()
      let mine = partitions.filter { $0.topic == topic }
      let all = (0..<Int32(description?.partitions ?? 0)).map { TopicPartition(topic, $0) }
      var sight = Sight(id: description?.id, watermarks: [:])
      for (partition, marks) in try await admin.watermarks(all) {
        sight.watermarks[partition.partition] = try marks.get()
      }
      let known = try await pool.run { db in
        try db.transaction {
          try (IngestOffsets.current(db, topic: topic)?.id).map { try IngestOffsets.standings(db, incarnation: $0) }
        }
      }
      let reread = sight.id == nil ? try await mismatch(topic, known ?? [:], sight) : nil
      let taken = try await pool.run { [sight] db in
        try db.transaction { try claim(db, topic: topic, mine: mine, sight: sight, cluster: cluster, mismatch: reread) }
      }
      claims.merge(taken) { $1 }
    }
    return claims
  }

  private func claim(
    _ db: PostgresSession, topic: String, mine: [TopicPartition], sight: Sight, cluster: String?, mismatch: String?
  ) throws -> [TopicPartition: PartitionClaim] {
    var current = try IngestOffsets.current(db, topic: topic)
    let reason: String? =
      try current.map { known in
        if let id = sight.id, let was = known.topicID { return id == was ? nil : "the topic was recreated" }
        if let mismatch { return mismatch }
        for (partition, standing) in try IngestOffsets.standings(db, incarnation: known.id) {
          if sight.watermarks[partition].map({ $0.high < standing.nextOffset }) ?? true {
            return "the topic ends before what was read of partition \(partition)"
          }
        }
        return nil
      } ?? "first seen"
    if let reason {
      logger.notice("a topic incarnation begins", metadata: ["topic": "\(topic)", "reason": "\(reason)"])
      current = try IngestOffsets.open(db, topic: topic, topicID: sight.id, clusterID: cluster, reason: reason)
    }
    guard let incarnation = current?.id else { return [:] }
    var claims: [TopicPartition: PartitionClaim] = [:]
    for partition in mine {
      let (fence, start) = try IngestOffsets.acquire(db, incarnation: incarnation, partition: partition.partition)
      var next = start
      if let low = sight.watermarks[partition.partition]?.low, low > next {
        logger.error(
          "records were deleted before they were read",
          metadata: ["partition": "\(partition)", "from": "\(next)", "to": "\(low)"])
        try IngestOffsets.skipGap(
          db, incarnation: incarnation, partition: partition.partition, from: next, to: low, fence: fence)
        next = low
      }
      claims[partition] = PartitionClaim(incarnation: incarnation, fence: fence, nextOffset: next)
    }
    return claims
  }

  /// Where the broker gives no topic ids: reads the last archived record of each partition again.
  /// - Returns: how the topic differs from the one known; nil where it is the same as far as can be seen.
  private func mismatch(
    _ topic: String, _ standings: [Int32: IngestOffsets.Standing], _ sight: Sight
  ) async throws -> String? {
    for (partition, standing) in standings {
      guard let expected = standing.lastRecordHash, let marks = sight.watermarks[partition],
        standing.nextOffset - 1 >= marks.low, standing.nextOffset <= marks.high
      else { continue }
      let consumer = try KafkaConsumer(kafka, group: nil, logger: logger)
      try await consumer.assign([TopicPartitionOffset(topic, partition, KafkaOffset(standing.nextOffset - 1))])
      let poll = try await consumer.poll(max: 1, timeout: .seconds(10))
      await consumer.close()
      if let message = poll.messages.first, RecordHash.of(message) != expected {
        return "partition \(partition) holds another record at offset \(standing.nextOffset - 1)"
      }
    }
    return nil
  }
}
