import Kafka
import Ledger
import Synchronization

/// Gives Kafka what a journal gets, from memory while the disk writes it, and keeps what became of it.
final class JournalFeed: JournalListener {
  /// Records that Kafka will never take, of a batch that is else delivered.
  struct Refusal: Sendable {
    var serial: Int64
    var places: [IngestStandings.Place]
    var records: [KafkaRecord]
    var error: KafkaError
  }

  let sender: RecordSender
  let tracker = Mutex(DeliveryTracker())
  /// Fires when something has to be read from disk and sent.
  let wakes: AsyncStream<Void>
  let refusals: AsyncStream<Refusal>
  private let wake: AsyncStream<Void>.Continuation
  private let refuse: AsyncStream<Refusal>.Continuation
  /// Whether what is written is sent at once; else it was tried before.
  private let isDirect: Bool

  init(_ sender: RecordSender, isDirect: Bool) {
    self.sender = sender
    self.isDirect = isDirect
    (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    (refusals, refuse) = AsyncStream.makeStream()
  }

  func willWrite(_ commit: JournalCommit) {
    let isSent = tracker.withLock { tracker in
      let isSent = isDirect && tracker.isCaughtUp
      tracker.add(commit, isWritten: false, isSent: isSent)
      return isSent
    }
    guard isSent else { return }
    let (serial, records) = (commit.serial, commit.records)
    sender.submit(records) { [self] outcomes in settle(serial, records, outcomes[...]) }
  }

  func didWrite(_ commit: JournalCommit, isDurable: Bool) {
    let isBehind = tracker.withLock { tracker in
      if isDurable { tracker.written(commit.serial) } else { tracker.forget(commit.serial) }
      return tracker.unsent > 0
    }
    if isBehind { wake.yield() }
  }

  /// Takes what a journal had when it was opened, or took over.
  func take(_ found: [JournalCommit]) {
    guard !found.isEmpty else { return }
    tracker.withLock { tracker in
      for commit in found { tracker.add(commit, isWritten: true, isSent: false) }
    }
    wake.yield()
  }

  /// Takes what Kafka says of a batch.
  func settle(_ serial: Int64, _ records: [KafkaRecord], _ outcomes: ArraySlice<RecordSender.Outcome>) {
    var places: [IngestStandings.Place] = []
    places.reserveCapacity(records.count)
    var refused: (records: [KafkaRecord], error: KafkaError)?
    for (record, outcome) in zip(records, outcomes) {
      switch outcome {
      case .success(let delivery):
        places.append(.init(topic: record.topic, partition: delivery.partition, offset: delivery.offset))
      case .failure(let error) where error.isRefusal:
        refused = ((refused?.records ?? []) + [record], error)
      case .failure:
        tracker.withLock { $0.undelivered(serial) }
        wake.yield()
        return
      }
    }
    if let refused {
      refuse.yield(Refusal(serial: serial, places: places, records: refused.records, error: refused.error))
    } else {
      tracker.withLock { $0.delivered(serial, places) }
    }
  }

  /// Takes what the ledger says, and the broker; see `DeliveryTracker.look`.
  /// - Returns: what the ledger has.
  func look(
    _ standings: IngestStandings, ids: [String: String?], asked: ContinuousClock.Instant?
  ) -> [JournalStretch] {
    let (gone, isBehind) = tracker.withLock { tracker in
      let gone = tracker.look(standings, ids: ids, asked: asked)
      return (gone, tracker.unsent > 0)
    }
    if isBehind { wake.yield() }
    return gone
  }

  func finish() {
    wake.finish()
    refuse.finish()
  }
}
