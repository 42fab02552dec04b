import Ledger

/// Which records of a journal have to be sent, and which the ledger has: they leave when it has read past the offset that
/// Kafka gave them, in the incarnation of the topic in which it gave it.
///
/// A delivery counts for nothing where the ledger says
/// - another incarnation of its topic than before it was sent: the broker may have lost it;
/// - that the offset was gone before it was read.
///
/// It is the open incarnation's where that was open before it was sent, and the broker, asked after it was delivered, gives
/// the topic the id that the incarnation has: ids do not come again, so there was no other topic in between. A broker without
/// ids is taken at its word, but where the ledger had read past the offset before it was sent.
///
/// What counts for nothing is sent again, in the journal's order; the ledger takes an id once.
package struct DeliveryTracker: Sendable {
  /// A delivery that is no new incarnation's after so long is sent again.
  package static let patience = Duration.seconds(10)
  /// Batches are put together up to so many bytes, so that a long journal has few.
  static let mostUnsent = 256 << 10
  static let mostDelivered = 64 << 10

  /// Oldest first.
  package private(set) var batches: [PendingBatch] = []
  package private(set) var unsent = 0
  /// Taken from disk, and not handed to Kafka's client yet.
  private var taken = 0
  /// How often something did not come to Kafka.
  package private(set) var failures = 0
  /// What the ledger said last.
  private var standings = IngestStandings()

  package init() {}

  /// Whether what comes may be sent at once, since nothing waits that has to come before it.
  package var isCaughtUp: Bool { unsent == 0 && taken == 0 }
  package var records: Int { batches.reduce(0) { $0 + $1.stretch.records } }
  package var unsentRecords: Int { batches.reduce(0) { $0 + ($1.isUnsent ? $1.stretch.records : 0) } }
  package var undeliveredRecords: Int { batches.reduce(0) { $0 + ($1.isDelivered ? 0 : $1.stretch.records) } }
  /// Since when the oldest waits for the ledger, and the oldest for Kafka.
  package var undelivered: ContinuousClock.Instant? { batches.first { !$0.isDelivered }?.since }
  package var unread: ContinuousClock.Instant? { batches.first.flatMap { $0.isDelivered ? $0.since : nil } }

  /// Takes what is about to be written, or was found.
  package mutating func add(
    _ commit: JournalCommit, isWritten: Bool, isSent: Bool, at now: ContinuousClock.Instant = .now
  ) {
    // What was found may come beside what is written.
    let index = (batches.lastIndex { $0.serial < commit.serial } ?? -1) + 1
    batches.insert(
      PendingBatch(
        serial: commit.serial, stretch: commit.stretch, isWritten: isWritten,
        state: isSent ? .sending(before: standings) : .unsent, since: now), at: index)
    if !isSent { unsent += 1 }
    if isWritten { merge(index) }
  }

  /// Forgets what the disk refused.
  package mutating func forget(_ serial: Int64) {
    guard let index = index(of: serial), !batches[index].isWritten else { return }
    if batches[index].isUnsent { unsent -= 1 }
    batches.remove(at: index)
  }

  package mutating func written(_ serial: Int64) {
    guard let index = index(of: serial) else { return }
    batches[index].isWritten = true
    merge(index)
  }

  /// The oldest that have to be sent, in order: they are being sent from then on. `handOver` has to follow.
  /// - Returns: about as many records and bytes at most; at least one batch, where there is one.
  package mutating func take(records: Int, bytes: Int) -> [PendingBatch] {
    var found: [PendingBatch] = []
    var (countOfRecords, countOfBytes) = (0, 0)
    for index in batches.indices where batches[index].isUnsent {
      let stretch = batches[index].stretch
      countOfRecords += stretch.records
      countOfBytes += stretch.end - stretch.start
      let isRoom = found.isEmpty || (countOfRecords <= records && countOfBytes <= bytes)
      guard batches[index].isWritten, isRoom else { break }
      batches[index].state = .sending(before: standings)
      unsent -= 1
      found.append(batches[index])
    }
    taken += found.count
    return found
  }

  /// What was added as sent is sent only now: what the ledger has said meanwhile was before.
  package mutating func isSentNow(_ serial: Int64) {
    guard let index = index(of: serial), case .sending = batches[index].state else { return }
    batches[index].state = .sending(before: standings)
  }

  /// What was taken is in the hands of Kafka's client, which keeps the order.
  package mutating func handOver(_ count: Int) { taken -= count }

  /// - Parameter places: where Kafka has the records; those that it refused are nowhere, and set aside.
  package mutating func delivered(
    _ serial: Int64, _ places: [IngestStandings.Place], at now: ContinuousClock.Instant = .now
  ) {
    guard let index = index(of: serial), case .sending(let before) = batches[index].state else { return }
    var marks: [PendingBatch.Mark] = []
    for place in places { DeliveryTracker.add(place.topic, place.partition, place.offset...place.offset, to: &marks) }
    batches[index].state = .delivered(.init(marks: marks, before: before, at: now))
    merge(index)
  }

  /// Kafka does not have it: it is sent again.
  package mutating func undelivered(_ serial: Int64) {
    guard let index = index(of: serial), case .sending = batches[index].state else { return }
    failures += 1
    sendAgain(index)
  }

  /// The places that gaps are to be asked for.
  package var places: [IngestStandings.Place] {
    batches.flatMap { batch -> [IngestStandings.Place] in
      guard case .delivered(let delivery) = batch.state else { return [] }
      return delivery.marks.map { .init(topic: $0.topic, partition: $0.partition, offset: $0.offsets.lowerBound) }
    }
  }

  /// Takes what the ledger says.
  /// - Parameters:
  ///   - ids: the topics' ids, as the broker gave them; nil for one that gives none, and without the topics that are not
  ///     there.
  ///   - asked: when the broker was asked for them; nil where it did not answer: nothing leaves then.
  /// - Returns: what the ledger has, which leaves: the oldest, in order.
  package mutating func look(
    _ now: IngestStandings, ids: [String: String?] = [:], asked: ContinuousClock.Instant?,
    at time: ContinuousClock.Instant = .now
  ) -> [JournalStretch] {
    for index in batches.indices {
      guard case .delivered(let delivery) = batches[index].state else { continue }
      let isVoid = delivery.marks.contains { mark in
        delivery.before.topics[mark.topic]?.incarnation != now.topics[mark.topic]?.incarnation
          || now.topics[mark.topic]?.gaps[mark.partition]?.contains { $0.overlaps(Range(mark.offsets)) } ?? false
      }
      let isStuck =
        delivery.isStrange && delivery.at.duration(to: time) > DeliveryTracker.patience
        && delivery.marks.contains { now.topics[$0.topic]?.topicID == nil }
      if isVoid || isStuck { sendAgain(index) }
    }
    standings = now
    guard let asked else { return [] }
    var gone: [JournalStretch] = []
    for batch in batches {
      guard batch.isWritten, case .delivered(let delivery) = batch.state, delivery.at < asked,
        delivery.marks.allSatisfy({ mark in
          guard let topic = now.topics[mark.topic], let id = ids[mark.topic] else { return false }
          let isSame = if let id, let known = topic.topicID { id == known } else { !delivery.isStrange }
          return isSame && topic.next[mark.partition] ?? 0 > mark.offsets.upperBound
        })
      else { break }
      gone.append(batch.stretch)
    }
    batches.removeFirst(gone.count)
    return gone
  }

  private mutating func sendAgain(_ index: Int) {
    batches[index].state = .unsent
    unsent += 1
  }

  private static func add(
    _ topic: String, _ partition: Int32, _ offsets: ClosedRange<Int64>, to marks: inout [PendingBatch.Mark]
  ) {
    if let index = marks.firstIndex(where: { $0.partition == partition && $0.topic == topic }) {
      let known = marks[index].offsets
      marks[index].offsets =
        min(known.lowerBound, offsets.lowerBound)...max(known.upperBound, offsets.upperBound)
    } else {
      marks.append(PendingBatch.Mark(topic: topic, partition: partition, offsets: offsets))
    }
  }

  /// The batch that begins with a serial.
  private func index(of serial: Int64) -> Int? {
    var (low, high) = (0, batches.count)
    while low < high {
      let middle = (low + high) / 2
      if batches[middle].serial < serial { low = middle + 1 } else { high = middle }
    }
    return low < batches.count && batches[low].serial == serial ? low : nil
  }

  /// Puts a batch together with the one before it, where they are alike and small.
  private mutating func merge(_ index: Int) {
    guard index > 0 else { return }
    let (first, second) = (batches[index - 1], batches[index])
    let size = second.stretch.end - first.stretch.start
    guard first.isWritten, second.isWritten, first.stretch.segment == second.stretch.segment,
      first.stretch.end == second.stretch.start
    else { return }
    switch (first.state, second.state) {
    case (.unsent, .unsent) where size <= DeliveryTracker.mostUnsent:
      unsent -= 1
    case (.delivered(var delivery), .delivered(let other))
    where size <= DeliveryTracker.mostDelivered && DeliveryTracker.isSame(delivery.before, other.before)
      && delivery.isStrange == other.isStrange:
      for mark in other.marks { DeliveryTracker.add(mark.topic, mark.partition, mark.offsets, to: &delivery.marks) }
      delivery.at = other.at
      batches[index - 1].state = .delivered(delivery)
    default: return
    }
    batches[index - 1].stretch.end = second.stretch.end
    batches[index - 1].stretch.records += second.stretch.records
    batches.remove(at: index)
  }

  private static func isSame(_ first: IngestStandings, _ second: IngestStandings) -> Bool {
    first.topics.count == second.topics.count
      && first.topics.allSatisfy { second.topics[$0.key]?.incarnation == $0.value.incarnation }
  }
}
