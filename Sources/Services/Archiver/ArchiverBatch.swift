import Domain
import Kafka
import Ledger
import Postgres
import Wire

/// Records that go into the ledger in one transaction, or, where the database refuses one of them, in smaller ones.
struct ArchiverBatch: Sendable {
  private let items: [(message: KafkaMessage, record: IncomingRecord)]
  private let claims: [TopicPartition: PartitionClaim]
  private let decoder: CloudEventDecoder

  /// Leaves out what is not of a claimed partition, and what the ledger has moved past.
  init(_ messages: some Sequence<KafkaMessage>, claims: [TopicPartition: PartitionClaim], decoder: CloudEventDecoder) {
    self.claims = claims
    self.decoder = decoder
    items = messages.compactMap { message in
      guard let claim = claims[message.topicPartition], message.offset >= claim.nextOffset else { return nil }
      let raw = RawRecord(message)
      return (
        message,
        IncomingRecord(
          raw: raw, incarnation: claim.incarnation, partition: message.partition, offset: message.offset,
          recordTime: message.timestamp.flatMap(Timestamp.init(kafkaMilliseconds:)), outcome: decoder.decode(raw))
      )
    }
  }

  /// Other records, or other claims, of the same batch.
  private init(
    _ batch: ArchiverBatch, _ items: some Sequence<(message: KafkaMessage, record: IncomingRecord)>,
    claims: [TopicPartition: PartitionClaim]? = nil
  ) {
    self.items = Array(items)
    self.claims = claims ?? batch.claims
    decoder = batch.decoder
  }

  var isEmpty: Bool { items.isEmpty }

  /// The claims of the partitions that have records here, as they are once these are in the ledger.
  var moved: [TopicPartition: PartitionClaim] {
    var moved: [TopicPartition: PartitionClaim] = [:]
    for item in items {
      guard var claim = claims[item.message.topicPartition] else { continue }
      claim.nextOffset = item.message.offset + 1
      moved[item.message.topicPartition] = claim
    }
    return moved
  }

  /// Appends all of it. Where the database refuses the content of a record, the batch is halved until that record
  /// stands alone, and then it is parked; the rest flows on.
  func append(_ db: PostgresSession) throws -> AppendResult {
    do {
      return try write(db)
    } catch let error as PostgresError where error.refusesContent {
      guard items.count > 1 else { return try parked(error).write(db) }
      let (first, second) = halves
      let before = try first.append(db)
      var after = try second.append(db)
      after.appended += before.appended
      after.duplicates += before.duplicates
      after.parked += before.parked
      after.superseded += before.superseded
      after.retried += before.retried
      after.discarded += before.discarded
      return after
    }
  }

  private func write(_ db: PostgresSession) throws -> AppendResult {
    var random = SystemRandomNumberGenerator()
    return try LedgerAppender.append(
      db, records: items.map(\.record), ranges: ranges, now: Timestamp.now,
      salt: {
        withUnsafeBytes(of: (random.next(), random.next())) { Array($0) }
      }, decode: decoder.decode)
  }

  private var ranges: [SourceRange] {
    var last: [TopicPartition: KafkaMessage] = [:]
    for item in items { last[item.message.topicPartition] = item.message }
    return last.sorted { $0.key < $1.key }.compactMap { partition, message in
      claims[partition].map {
        SourceRange(
          incarnation: $0.incarnation, partition: partition.partition, first: $0.nextOffset, next: message.offset + 1,
          fence: $0.fence, lastRecordHash: RecordHash.of(message))
      }
    }
  }

  private var halves: (ArchiverBatch, ArchiverBatch) {
    let middle = items.count / 2
    let first = ArchiverBatch(self, items[..<middle])
    return (first, ArchiverBatch(self, items[middle...], claims: claims.merging(first.moved) { $1 }))
  }

  /// The one record as a rejected one.
  private func parked(_ error: PostgresError) -> ArchiverBatch {
    ArchiverBatch(
      self,
      items.map { item in
        var record = item.record
        record.outcome = .failure(
          Rejection(
            .refusedByDatabase, "the database refuses it: \(error.message)",
            mend: "change the event or the database's rule, and publish it again"))
        return (item.message, record)
      })
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
