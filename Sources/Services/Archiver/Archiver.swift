import Domain
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
  private let logger: Logger

  package init(
    _ configuration: ArchiverConfiguration, kafka: KafkaConfiguration, pool: PostgresPool, contract: Contract,
    logger: Logger
  ) {
    self.configuration = configuration
    self.kafka = kafka
    self.pool = pool
    self.contract = contract
    self.logger = logger
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
    ).with(kafka.properties)
    let claims = try TopicClaims(kafka: kafka, pool: pool, logger: logger)
    while !Task.isCancelled {
      let consumer = try KafkaConsumer(kafka, group: configuration.group, logger: logger)
      do {
        try await pool.run { db in
          _ = try LedgerPartition.ensure(db, head: try LedgerReader.head(db).position + LedgerPartition.size / 2)
        }
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
        await consumer.close()
        try? await Task.sleep(for: .milliseconds(500))
      }
    }
    await claims.close()
  }

  /// Returns once it has archived all that Kafka had when it was told to stop.
  private func follow(
    _ consumer: KafkaConsumer, _ claims: TopicClaims, _ watermarks: DurableWatermarks?, until stop: Flag
  ) async throws {
    // nil: the group has not said yet.
    var owned: [TopicPartition: PartitionClaim]?
    var ends: [TopicPartition: Int64]?
    let decoder = CloudEventDecoder(contract: contract)
    var nextLook = ContinuousClock.now
    var pacer = Pacer(interval: configuration.commitInterval, burst: 10)
    while true {
      try Task.checkCancellation()
      if stop.isSet, let owned {
        let known = if let ends { ends } else { try await claims.ends(Array(owned.keys)) }
        ends = known
        if owned.allSatisfy({ $0.value.nextOffset >= known[$0.key] ?? 0 }) { return }
      }
      let poll = try await consumer.poll(max: configuration.batchSize, timeout: configuration.pollTimeout)
      switch poll.rebalance {
      case .assigned(let partitions):
        let taken = try await claims.take(partitions)
        try await consumer.assign(
          taken.map { TopicPartitionOffset($0.topic, $0.partition, KafkaOffset($1.nextOffset)) })
        if let watermarks {
          let head = try await pool.run { db in try LedgerReader.head(db).position }
          watermarks.note(taken.mapValues { $0.watermark(position: head) })
        }
        (owned, ends) = (taken, nil)
        logger.info("partitions taken over", metadata: ["count": "\(taken.count)"])
      case .revoked:
        owned = nil
        try await consumer.unassign()
      case nil: break
      }
      for error in poll.errors where !error.isRetriable { throw error }
      for error in poll.errors { logger.debug("the broker reports", metadata: ["error": "\(error)"]) }
      guard var mine = owned else { continue }
      // Some brokers keep silent about an offset that a recreated topic does not have: look from time to time, too.
      guard !poll.messages.isEmpty || ContinuousClock.now >= nextLook else { continue }
      try await claims.confirm(mine)
      nextLook = .now + configuration.lookInterval
      for part in parts(poll.messages) {
        let batch = ArchiverBatch(part, claims: mine, decoder: decoder)
        if batch.isEmpty { continue }
        let head = try await append(batch)
        mine.merge(batch.moved) { $1 }
        watermarks?.note(batch.moved.mapValues { $0.watermark(position: head) })
        await commit(batch, consumer)
      }
      owned = mine
      if !poll.messages.isEmpty, poll.messages.count < configuration.batchSize / 10 {
        try await Task.sleep(for: pacer.pause(after: .now))
      }
    }
  }

  /// For onlookers only: the ledger's own offsets are what counts.
  private func commit(_ batch: ArchiverBatch, _ consumer: KafkaConsumer) async {
    do {
      try await consumer.commit(
        batch.moved.map { TopicPartitionOffset($0.topic, $0.partition, KafkaOffset($1.nextOffset)) })
    } catch {
      logger.debug("the group's offsets were not committed", metadata: ["error": "\(error)"])
    }
  }

  /// The messages in transactions of their own, so that none reads more parked records again than memory should hold.
  private func parts(_ messages: [KafkaMessage]) -> [ArraySlice<KafkaMessage>] {
    let topic = contract.topic(of: EventType.parkedRetried)
    var parts: [ArraySlice<KafkaMessage>] = []
    var rest = messages[...]
    while !rest.isEmpty {
      var retries = 0
      let end = rest.firstIndex { message in
        if message.topic == topic { retries += 1 }
        return retries > configuration.retriesAtOnce
      }
      parts.append(rest[..<(end ?? rest.endIndex)])
      rest = rest[(end ?? rest.endIndex)...]
    }
    return parts
  }

  /// One transaction, or a few where a record has to be set apart.
  /// - Returns: the ledger's last position.
  private func append(_ batch: ArchiverBatch) async throws -> Int64 {
    let result = try await pool.run { db in try batch.append(db) }
    if result.parked > 0 {
      logger.warning("records were parked", metadata: ["count": "\(result.parked)"])
    }
    if result.retried + result.discarded > 0 {
      logger.notice(
        "parked records were settled", metadata: ["retried": "\(result.retried)", "discarded": "\(result.discarded)"])
    }
    // Half a partition before the last one that exists begins, and so long before one is needed.
    let (head, half) = (result.head, LedgerPartition.size / 2)
    if head / half != (head - Int64(result.appended)) / half {
      try await pool.run { db in _ = try LedgerPartition.ensure(db, head: head + half) }
    }
    return head
  }
}
