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

  /// What waits to be handed over.
  private struct Gathered {
    var parts: [(serial: Int64, records: [KafkaRecord])] = []
    var records = 0
    /// When something was handed over last.
    var last = ContinuousClock.now
    var isScheduled = false
  }

  /// Between two hand-overs, unless so many records wait, or somebody for them. What comes later than that behind the last
  /// goes at once. A request with one record costs Kafka's client and the broker about as much as one with many.
  private static let pause = Duration.milliseconds(20)
  private static let most = 500
  /// With so many records in its hands Kafka's client has enough to do, or nobody to send to: what comes then stays on
  /// disk until it is asked for.
  private static let mostUnderWay = 10_000

  let sender: RecordSender
  let tracker = Mutex(DeliveryTracker())
  private let gathered = Mutex(Gathered())
  private let turn = Mutex(())
  private let underWay = Atomic(0)
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
      let isSent =
        isDirect && tracker.isCaughtUp && underWay.load(ordering: .relaxed) < JournalFeed.mostUnderWay
      tracker.add(commit, isWritten: false, isSent: isSent)
      return isSent
    }
    guard isSent else { return }
    underWay.add(commit.records.count, ordering: .relaxed)
    let start = gathered.withLock { gathered -> ContinuousClock.Instant? in
      gathered.parts.append((commit.serial, commit.records))
      gathered.records += commit.records.count
      let due = gathered.last + JournalFeed.pause
      let isUrgent = commit.isAwaited || gathered.records >= JournalFeed.most
      guard isUrgent || !gathered.isScheduled else { return nil }
      if !isUrgent { gathered.isScheduled = true }
      return isUrgent ? .now : due
    }
    guard let start else { return }
    // Elsewhere, so that the disk does not wait.
    Task { [self] in
      if start > .now { try? await Task.sleep(until: start) }
      handOver()
    }
  }

  /// Gives Kafka's client what was gathered. Whoever sends what came later does this first.
  func handOver() {
    // Held until the client has it, so that nobody overtakes.
    turn.withLock { _ in
      let parts = gathered.withLock { gathered in
        defer { gathered = Gathered() }
        return gathered.parts
      }
      guard !parts.isEmpty else { return }
      tracker.withLock { tracker in
        for part in parts { tracker.isSentNow(part.serial) }
      }
      let records = parts.count == 1 ? parts[0].records : parts.flatMap(\.records)
      sender.submit(records) { [self] outcomes in
        underWay.subtract(records.count, ordering: .relaxed)
        var start = 0
        for part in parts {
          settle(part.serial, part.records, outcomes[start..<(start + part.records.count)])
          start += part.records.count
        }
      }
    }
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
