import Domain
import Kafka
import Wire

/// Reads what an archiver writes next: polls, makes sure that the topics are still the ones that were taken over, reads
/// records as events and hashes them. None of it needs the database, so it goes on while the database writes.
actor ArchiverReader {
  private let configuration: ArchiverConfiguration
  private let consumer: KafkaConsumer
  private let claims: TopicClaims
  private let contract: Contract
  private let decoder: CloudEventDecoder
  private var nextLook = ContinuousClock.now

  init(
    _ configuration: ArchiverConfiguration, _ consumer: KafkaConsumer, _ claims: TopicClaims, _ contract: Contract,
    _ check: @escaping LoopConfig.Check
  ) {
    self.configuration = configuration
    self.consumer = consumer
    self.claims = claims
    self.contract = contract
    decoder = CloudEventDecoder(contract: contract, loops: check)
  }

  /// What comes next, or nothing within the time of a poll.
  /// - Parameter owned: the claims as they are once all that was read before is in the ledger.
  func read(_ owned: [TopicPartition: PartitionClaim]?) async throws -> ArchiverLoad {
    let poll = try await consumer.poll(
      max: configuration.batchSize, bytes: configuration.batchBytes, timeout: configuration.pollTimeout)
    var load = ArchiverLoad(count: poll.messages.count, rebalance: poll.rebalance, unread: poll.messages, claims: owned)
    load.ends = poll.ends.reduce(into: [:]) { ends, end in ends[end.topicPartition] = end.offset.rawValue }
    if poll.rebalance == nil, !poll.errors.contains(where: { !$0.isRetriable }) {
      load = try await self.load(load.unread, load.ends, owned)
    }
    load.errors = poll.errors
    return load
  }

  /// Makes transactions of records.
  func load(
    _ messages: [KafkaMessage], _ ends: [TopicPartition: Int64], _ owned: [TopicPartition: PartitionClaim]?
  ) async throws -> ArchiverLoad {
    var load = ArchiverLoad(count: messages.count, claims: owned)
    guard var mine = owned else { return load }
    // Some brokers keep silent about an offset that a recreated topic does not have: look from time to time, too.
    let passesOver = ends.contains { partition, end in mine[partition].map { end > $0.nextOffset } ?? false }
    guard !messages.isEmpty || passesOver || ContinuousClock.now >= nextLook else { return load }
    try await claims.confirm(mine)
    nextLook = .now + configuration.lookInterval
    let parts = parts(messages)
    for (index, part) in parts.enumerated() {
      let batch = ArchiverBatch(part, ends: index == parts.count - 1 ? ends : [:], claims: mine, decoder: decoder)
      if batch.isEmpty { continue }
      mine.merge(batch.moved) { $1 }
      load.batches.append(batch)
    }
    load.claims = mine
    return load
  }

  /// The messages in transactions of their own, so that none reads more parked records again than memory should hold.
  private func parts(_ messages: [KafkaMessage]) -> [ArraySlice<KafkaMessage>] {
    let topic = contract.topic(of: ParkedRetried.type)
    var parts: [ArraySlice<KafkaMessage>] = []
    var (start, retries) = (0, 0)
    // By index, which copies no message.
    for index in messages.indices where messages[index].topic == topic {
      retries += 1
      guard retries > configuration.retriesAtOnce else { continue }
      parts.append(messages[start..<index])
      (start, retries) = (index, 1)
    }
    if start < messages.endIndex || parts.isEmpty { parts.append(messages[start...]) }
    return parts
  }
}
