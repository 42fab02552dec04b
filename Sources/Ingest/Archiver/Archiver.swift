import Domain
import Execution
import Foundation
import Kafka
import Ledger
import Logging
import Postgres
import ServiceLifecycle
import Wire

/// Carries records from Kafka into the ledger, in batches of one transaction each.
///
/// Where to read is told by the ledger's own offsets, taken over with a fence at each assignment; Kafka's committed
/// offsets are for onlookers. Whatever fails, the partitions are taken over anew and read on from the ledger's offsets.
/// On graceful shutdown it first archives what Kafka has by then, within `ArchiverConfiguration.drainTime`.
package struct Archiver: Service {
  private let configuration: ArchiverConfiguration
  private let kafka: KafkaConfiguration
  private let pool: PostgresPool
  private let contract: Contract
  private let check: LoopConfig.Check
  private let logger: Logger
  private let filter = DedupFilter()
  private let clock: ArchiverClock
  /// Whether it holds its partitions.
  package let standing = ArchiverStanding()

  /// - Parameters:
  ///   - check: what is wrong with a loop that only others can know, such as its learner's settings.
  ///   - clock: the host's.
  package init(
    _ configuration: ArchiverConfiguration, kafka: KafkaConfiguration, pool: PostgresPool, contract: Contract,
    loops check: @escaping LoopConfig.Check, logger: Logger,
    clock: @escaping @Sendable () -> Timestamp = { Timestamp(microseconds: WallClock.microseconds) }
  ) {
    self.configuration = configuration
    self.kafka = kafka
    self.pool = pool
    self.contract = contract
    self.check = check
    self.logger = logger
    self.clock = ArchiverClock(clock, pool: pool, logger: logger)
  }

  package func run() async throws {
    let watermarks = try contract.watermarks.map { topic in
      try DurableWatermarks(topic: topic.name, kafka: kafka, logger: logger)
    }
    let stop = Flag()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await watermarks?.run() }
      try await archive(watermarks, until: stop, within: configuration.drainTime)
      group.cancelAll()
      try await group.waitForAll()
    }
  }

  /// Archives until the graceful shutdown, and then for no longer than `limit`.
  private func archive(_ watermarks: DurableWatermarks?, until stop: Flag, within limit: Duration) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await archive(watermarks, until: stop) }
      group.addTask {
        try await gracefulShutdown()
        stop.set()
        try await Task.sleep(for: limit)
        logger.warning("stopped before all that Kafka has was archived; the next archiver goes on from there")
      }
      defer { group.cancelAll() }
      do { try await group.next() } catch is CancellationError {}
    }
  }

  private func archive(_ watermarks: DurableWatermarks?, until stop: Flag) async throws {
    // A topic that is made, or gets more partitions, is noticed this soon.
    let kafka = KafkaConfiguration(
      bootstrapServers: kafka.bootstrapServers, clientID: kafka.clientID,
      properties: ["topic.metadata.refresh.interval.ms": "5000"]
    ).with(kafka.properties).with([
      // What was aborted is no event, and what has no record is passed over by the ends of partitions.
      "isolation.level": "read_committed", "enable.partition.eof": "true",
    ])
    let claims = try TopicClaims(kafka: kafka, pool: pool, logger: logger)
    defer { standing.set(false) }
    while !Task.isCancelled {
      standing.set(false)
      let consumer = try KafkaConsumer(kafka, group: configuration.group, logger: logger)
      do {
        try await pool.run { db in
          _ = try LedgerPartition.ensure(db, head: try LedgerReader.head(db).position + LedgerPartition.size / 2)
        }
        guard try await clock.agreed(within: configuration.clockInterval, until: stop) else {
          await consumer.close()
          break
        }
        // Before it takes partitions away from another one, which would lie idle meanwhile.
        try await loadFilter()
        try await consumer.subscribe(contract.topics.map(\.name))
        try await follow(consumer, claims, watermarks, until: stop)
        await consumer.close()
        break
      } catch is CancellationError {
        await consumer.close()
        break
      } catch {
        logger.warning(
          "archiving was interrupted; the partitions are taken over anew", metadata: ["error": "\(error)"])
        standing.interrupted("\(error)")
        await consumer.close()
        try? await Task.sleep(for: .milliseconds(500))
      }
    }
    await claims.close()
  }

  /// Returns once it has archived all that Kafka had when it was told to stop.
  ///
  /// While there is a backlog, the next records are read while the database writes.
  private func follow(
    _ consumer: KafkaConsumer, _ claims: TopicClaims, _ watermarks: DurableWatermarks?, until stop: Flag
  ) async throws {
    // nil: the group has not said yet.
    var owned: [TopicPartition: PartitionClaim]?
    var ends: [TopicPartition: Int64]?
    var ahead: ArchiverLoad?
    let reader = ArchiverReader(configuration, consumer, claims, contract, check)
    var pacer = Pacer(interval: configuration.commitInterval, burst: 10)
    var commits = GroupCommits(consumer, logger)
    while true {
      try Task.checkCancellation()
      if stop.isSet, ahead == nil, let owned {
        let known = if let ends { ends } else { try await claims.ends(Array(owned.keys)) }
        ends = known
        if owned.allSatisfy({ $0.value.nextOffset >= known[$0.key] ?? 0 }) { return await commits.finish() }
      }
      var load = if let ahead { ahead } else { try await reader.read(owned) }
      ahead = nil
      for error in load.errors where !error.isRetriable { throw error }
      for error in load.errors { logger.debug("the broker reports", metadata: ["error": "\(error)"]) }
      if let rebalance = load.rebalance {
        owned = try await answer(rebalance, consumer, claims, watermarks)
        standing.set(owned != nil)
        ends = nil
        // What was read up to its end before is read on from where the ledger stands.
        load = try await reader.load(load.unread, [:], owned)
      }
      let batches = load.batches
      guard !batches.isEmpty else { continue }
      owned = load.claims
      if load.count < configuration.batchSize / 10 {
        try await write(batches, &commits, watermarks)
        try await Task.sleep(for: pacer.pause(after: .now))
      } else {
        let after = load.claims
        async let next = reader.read(after)
        try await write(batches, &commits, watermarks)
        ahead = try await next
      }
    }
  }

  /// - Returns: the partitions that are this archiver's now; nil where none are.
  private func answer(
    _ rebalance: KafkaRebalance, _ consumer: KafkaConsumer, _ claims: TopicClaims, _ watermarks: DurableWatermarks?
  ) async throws -> [TopicPartition: PartitionClaim]? {
    guard case .assigned(let partitions) = rebalance else {
      try await consumer.unassign()
      return nil
    }
    let taken = try await claims.take(partitions)
    try await consumer.assign(
      taken.map { TopicPartitionOffset($0.topic, $0.partition, KafkaOffset($1.nextOffset)) })
    if let watermarks {
      let head = try await pool.run { db in try LedgerReader.head(db).position }
      watermarks.note(taken.mapValues { $0.watermark(position: head) })
    }
    logger.info("partitions taken over", metadata: ["count": "\(taken.count)"])
    return taken
  }

  private func write(
    _ batches: [ArchiverBatch], _ commits: inout GroupCommits, _ watermarks: DurableWatermarks?
  ) async throws {
    for batch in batches {
      let head = try await append(batch)
      watermarks?.note(batch.moved.mapValues { $0.watermark(position: head) })
      await commits.commit(batch.moved.mapValues(\.nextOffset))
    }
  }

  /// One transaction, or a few where a record has to be set apart.
  /// - Returns: the ledger's last position.
  private func append(_ batch: ArchiverBatch) async throws -> Int64 {
    let result = try await pool.run { db in try batch.append(db, filter, clock.check) }
    if result.parked > 0 {
      logger.warning("records were parked", metadata: ["count": "\(result.parked)"])
    }
    if result.retried + result.discarded > 0 {
      logger.notice(
        "parked records were settled", metadata: ["retried": "\(result.retried)", "discarded": "\(result.discarded)"])
    }
    if !result.ignored.isEmpty {
      logger.warning(
        "decisions about parked records have no effect",
        metadata: ["count": "\(result.ignored.count)", "why": "\(result.ignored.prefix(5))"])
    }
    // Half a partition before the last one that exists begins, and so long before one is needed.
    let (head, half) = (result.head, LedgerPartition.size / 2)
    if head / half != (head - Int64(result.appended)) / half {
      try await pool.run { db in _ = try LedgerPartition.ensure(db, head: head + half) }
    }
    if filter.isBehind(head) { try await loadFilter() }
    return head
  }

  /// Without it the ledger would be right all the same, but each id be looked up in every generation.
  private func loadFilter() async throws {
    let began = ContinuousClock.now
    if try await pool.run({ db in try filter.load(db) }) {
      logger.info("the ledger's ids are known", metadata: ["after": "\(ContinuousClock.now - began)"])
    } else {
      logger.error("ledger.event_id lacks ids, so each new one is looked up, slowly; run millrace ledger verify")
    }
  }
}
