import Domain
import Kafka
import Ledger
import Postgres
import Wire

/// Records that go into the ledger in one transaction, or, where the database refuses one of them, in smaller ones.
struct ArchiverBatch: Sendable {
  /// Whose claims the records fall under.
  private struct Item: Sendable {
    var partition: TopicPartition
    var record: IncomingRecord
  }

  private let items: ArraySlice<Item>
  /// The last record of each partition.
  private let last: [TopicPartition: IncomingRecord]
  /// Where partitions are read on that the broker has nothing more of: behind the records, and behind what has none.
  private let ends: [TopicPartition: Int64]
  private let claims: [TopicPartition: PartitionClaim]
  private let decode: @Sendable (RawRecord) -> Result<Event, Rejection>

  /// Reads records as events and hashes them; leaves out what is not of a claimed partition, and what the ledger has
  /// moved past.
  /// - Parameter ends: the end of partitions that were read up to it. What lies between the last record and the end has
  ///   no record: ends of transactions, what was aborted.
  init(
    _ messages: some Sequence<KafkaMessage>, ends: [TopicPartition: Int64], claims: [TopicPartition: PartitionClaim],
    decoder: CloudEventDecoder
  ) {
    var salts = SaltSource()
    var items: [Item] = []
    // Most records come from the same partition as the one before.
    var (partition, claim): (TopicPartition?, PartitionClaim?)
    for message in messages {
      if partition?.partition != message.partition || partition?.topic != message.topic {
        partition = message.topicPartition
        claim = claims[message.topicPartition]
      }
      guard let partition, let claim, message.offset >= claim.nextOffset else { continue }
      let record = IncomingRecord(
        raw: RawRecord(message), incarnation: claim.incarnation, partition: message.partition, offset: message.offset,
        recordTime: message.timestamp.flatMap(Timestamp.init(kafkaMilliseconds:)), outcome: decoder.decode(message),
        salt: salts.next())
      items.append(Item(partition: partition, record: record))
    }
    self.items = items[...]
    self.claims = claims
    let last = ArchiverBatch.last(self.items)
    self.last = last
    self.ends = ends.filter { partition, end in
      claims[partition].map { end > max($0.nextOffset, last[partition].map { $0.offset + 1 } ?? 0) } ?? false
    }
    decode = { decoder.decode($0) }
  }

  /// Other records, or other claims, of the same batch.
  private init(
    _ batch: ArchiverBatch, _ items: ArraySlice<Item>, claims: [TopicPartition: PartitionClaim]? = nil,
    ends: [TopicPartition: Int64]
  ) {
    self.items = items
    self.ends = ends
    last = ArchiverBatch.last(items)
    self.claims = claims ?? batch.claims
    decode = batch.decode
  }

  /// Neither records nor anything to pass over.
  var isEmpty: Bool { items.isEmpty && ends.isEmpty }

  /// Where each partition is read on once this is in the ledger.
  private var next: [TopicPartition: Int64] { last.mapValues { $0.offset + 1 }.merging(ends) { $1 } }

  /// The claims of the partitions that move here, as they are once this is in the ledger.
  var moved: [TopicPartition: PartitionClaim] {
    next.reduce(into: [:]) { moved, next in
      guard var claim = claims[next.key] else { return }
      claim.nextOffset = next.value
      moved[next.key] = claim
    }
  }

  private static func last(_ items: ArraySlice<Item>) -> [TopicPartition: IncomingRecord] {
    var last: [TopicPartition: IncomingRecord] = [:]
    var run: Item?
    for item in items {
      if let run, run.partition != item.partition { last[run.partition] = run.record }
      run = item
    }
    if let run { last[run.partition] = run.record }
    return last
  }

  /// Appends all of it. Where the database refuses the content of a record, the batch is halved until that record
  /// stands alone, and then it is parked; the rest flows on.
  func append(_ db: PostgresSession, _ filter: DedupFilter, _ clock: ClockCheck) throws -> AppendResult {
    do {
      return try write(db, filter, clock)
    } catch let error as PostgresError where error.refusesContent {
      guard items.count > 1 else { return try parked(error).write(db, filter, clock) }
      let (first, second) = halves
      let before = try first.append(db, filter, clock)
      var after = try second.append(db, filter, clock)
      after.appended += before.appended
      after.duplicates += before.duplicates
      after.parked += before.parked
      after.superseded += before.superseded
      after.retried += before.retried
      after.discarded += before.discarded
      after.ignored = before.ignored + after.ignored
      return after
    }
  }

  private func write(_ db: PostgresSession, _ filter: DedupFilter, _ clock: ClockCheck) throws -> AppendResult {
    try LedgerAppender.append(
      db, records: items.map(\.record), ranges: ranges, now: try clock.now(db), filter: filter, decode: decode)
  }

  private var ranges: [SourceRange] {
    next.sorted { $0.key < $1.key }.compactMap { partition, next in
      claims[partition].map { claim in
        SourceRange(
          incarnation: claim.incarnation, partition: partition.partition, first: claim.nextOffset, next: next,
          fence: claim.fence,
          last: last[partition].map { SourceRange.Record(offset: $0.offset, hash: RecordHash.of($0.raw)) })
      }
    }
  }

  private var halves: (ArchiverBatch, ArchiverBatch) {
    let middle = items.startIndex + items.count / 2
    let first = ArchiverBatch(self, items[..<middle], ends: [:])
    return (first, ArchiverBatch(self, items[middle...], claims: claims.merging(first.moved) { $1 }, ends: ends))
  }

  /// The one record as a rejected one.
  private func parked(_ error: PostgresError) -> ArchiverBatch {
    let rejection = Rejection(
      .refusedByDatabase, "the database refuses it: \(error.message)",
      mend: "change the event or the database's rule, and publish it again")
    return ArchiverBatch(
      self, items.map { Item(partition: $0.partition, record: $0.record.refused(rejection)) }[...], ends: ends)
  }
}

extension PostgresError {
  /// Whether the values are at fault, not the moment: data exceptions, broken checks, limits of the program.
  fileprivate var refusesContent: Bool {
    if code == .invalidValue { return true }
    guard let sqlState, !isConnectionLost else { return false }
    return sqlState.hasPrefix("22") || sqlState.hasPrefix("54") || ["23502", "23514"].contains(sqlState)
  }
}
