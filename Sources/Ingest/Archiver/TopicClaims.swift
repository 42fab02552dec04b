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

  /// The next offset that each partition will give, as of now; records of open transactions do not count.
  func ends(_ partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
    try await admin.watermarks(partitions, committed: true).mapValues { try $0.get().high }
  }

  /// What the ledger knows of a topic, its partitions held under new fences.
  private struct Holding: Sendable {
    var incarnation: IngestOffsets.Incarnation
    var fences: [Int32: Int64] = [:]
    var standings: [Int32: IngestOffsets.Standing] = [:]
  }

  func take(_ partitions: [TopicPartition]) async throws -> [TopicPartition: PartitionClaim] {
    let cluster = try? await admin.clusterID()
    var claims: [TopicPartition: PartitionClaim] = [:]
    for (topic, mine) in Dictionary(grouping: partitions, by: \.topic).sorted(by: { $0.key < $1.key }) {
      let taken = try await take(topic, mine.map(\.partition).sorted(), cluster: cluster)
      claims.merge(taken) { $1 }
    }
    return claims
  }

  /// Checks that topics are still the ones whose partitions were taken over.
  ///
  /// A topic id never comes back. So what was read before this check is of the life that it was claimed for.
  /// - Throws: `ArchiverError.otherTopic`, or `KafkaError` where the broker does not say.
  func confirm(_ claims: some Sequence<(key: TopicPartition, value: PartitionClaim)>) async throws {
    var ids: [String: String] = [:]
    for (partition, claim) in claims { ids[partition.topic] = claim.topicID }
    guard !ids.isEmpty else { return }
    let descriptions = try await admin.describeTopics(ids.keys.sorted())
    for (topic, id) in ids {
      do {
        guard try descriptions[topic]?.get().id == id else { throw ArchiverError.otherTopic(topic) }
      } catch let error as KafkaError where error.code == .unknownTopicOrPartition {
        throw ArchiverError.otherTopic(topic)
      }
    }
  }

  /// The fences are raised first: from then on nobody else moves these partitions, and what the broker says can be
  /// held against where the ledger stands.
  private func take(
    _ topic: String, _ partitions: [Int32], cluster: String?
  ) async throws -> [TopicPartition: PartitionClaim] {
    while true {
      try Task.checkCancellation()
      let held = try await pool.run { db in try db.transaction { try hold(db, topic, partitions) } }
      let sight = try await look(topic, partitions)
      var reason = held == nil ? "first seen" : nil
      if let held { reason = try await difference(sight, held, topic) }
      let taken = try await pool.run { [reason] db in
        try db.transaction { () -> [TopicPartition: PartitionClaim]? in
          var holding = held
          if let reason {
            // Another archiver may have seen the same, and have opened the topic's next life.
            guard try IngestOffsets.current(db, topic: topic)?.id == held?.incarnation.id else { return nil }
            logger.notice("a topic incarnation begins", metadata: ["topic": "\(topic)", "reason": "\(reason)"])
            _ = try IngestOffsets.open(db, topic: topic, topicID: sight.id, clusterID: cluster, reason: reason)
            holding = try hold(db, topic, partitions)
          }
          return try holding.map { try claim(db, topic, $0, sight) }
        }
      }
      if let taken { return taken }
    }
  }

  private func hold(_ db: PostgresSession, _ topic: String, _ partitions: [Int32]) throws -> Holding? {
    guard let incarnation = try IngestOffsets.current(db, topic: topic) else { return nil }
    var holding = Holding(incarnation: incarnation)
    for partition in partitions {
      holding.fences[partition] = try IngestOffsets.acquire(db, incarnation: incarnation.id, partition: partition).fence
    }
    let mine = Set(partitions)
    holding.standings = try IngestOffsets.standings(db, incarnation: incarnation.id).filter { mine.contains($0.key) }
    return holding
  }

  private func look(_ topic: String, _ partitions: [Int32]) async throws -> TopicSight {
    var sight = TopicSight()
    sight.id = try await admin.describeTopics([topic])[topic]?.get().id
    for (partition, marks) in try await admin.watermarks(partitions.map { TopicPartition(topic, $0) }) {
      sight.watermarks[partition.partition] = try marks.get()
    }
    return sight
  }

  /// Where each partition is read on; offsets that are gone unread are recorded as a gap.
  private func claim(
    _ db: PostgresSession, _ topic: String, _ holding: Holding, _ sight: TopicSight
  ) throws -> [TopicPartition: PartitionClaim] {
    var claims: [TopicPartition: PartitionClaim] = [:]
    for (partition, fence) in holding.fences.sorted(by: { $0.key < $1.key }) {
      var next = holding.standings[partition]?.nextOffset ?? 0
      if let low = sight.watermarks[partition]?.low, low > next {
        logger.error(
          "records were deleted before they were read",
          metadata: ["partition": "\(topic)[\(partition)]", "from": "\(next)", "to": "\(low)"])
        try IngestOffsets.skipGap(
          db, incarnation: holding.incarnation.id, partition: partition, from: next, to: low, fence: fence)
        next = low
      }
      claims[TopicPartition(topic, partition)] = PartitionClaim(
        incarnation: holding.incarnation.id, topicID: sight.id, fence: fence, nextOffset: next)
    }
    return claims
  }

  /// How the topic differs from the one known; nil where it is the same. Where the broker gives no topic ids, the last
  /// archived record of each partition is read again.
  private func difference(_ sight: TopicSight, _ held: Holding, _ topic: String) async throws -> String? {
    if let difference = sight.difference(from: held.incarnation, standings: held.standings) { return difference }
    guard sight.id == nil || held.incarnation.topicID == nil else { return nil }
    for (partition, standing) in held.standings {
      guard let (last, expected) = standing.last.map({ ($0.offset, $0.hash) }),
        let marks = sight.watermarks[partition], last >= marks.low
      else { continue }
      let consumer = try KafkaConsumer(kafka, group: nil, logger: logger)
      let poll: KafkaPoll
      do {
        try await consumer.assign([TopicPartitionOffset(topic, partition, KafkaOffset(last))])
        poll = try await consumer.poll(max: 1, timeout: .seconds(10))
      } catch {
        await consumer.close()
        throw error
      }
      await consumer.close()
      guard let message = poll.messages.first else { throw ArchiverError.notReread(topic, partition, last) }
      if message.offset != last || RecordHash.of(RawRecord(message)) != expected {
        return "partition \(partition) holds another record at offset \(last)"
      }
    }
    return nil
  }
}
