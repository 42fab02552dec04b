import Domain
import Kafka
import Ledger
import Publishing
import TestSupport
import Testing

/// What leaves the journal is in the ledger, whatever broker, archiver and retention do, and all leaves in the end.
@Suite struct DeliveryTrackerTests {
  /// A broker, an archiver and a ledger, and a publisher that knows of them only what it is told.
  private struct World {
    struct Batch {
      var serial: Int64
      var isSubmitted = false
    }

    var random: SplitMix
    /// Whether the broker gives topics ids. Where it does, anything may happen; where it does not, there are no other
    /// producers, and acknowledgements are not late.
    let hasIDs: Bool
    var tracker = DeliveryTracker()
    /// Of the broker's one partition: serials by offset, and the first that retention left; emptied at each generation.
    var log: [Int64] = []
    var low = 0
    var generation = 0
    /// Of the ledger.
    var incarnation: Int64 = 0
    var readGeneration = -1
    var next = 0
    var gaps: [Range<Int64>] = []
    var has: Set<Int64> = []
    /// Sent and not acknowledged; delivered in this order.
    var underWay: [Int64] = []
    /// Acknowledged by the broker, and not known to the publisher.
    var acknowledged: [(serial: Int64, offset: Int64)] = []
    var serial: Int64 = 0
    var time = ContinuousClock.now
    var gone: Set<Int64> = []

    init(seed: UInt64) {
      random = SplitMix(state: seed)
      hasIDs = seed % 2 == 0
    }

    mutating func chance(_ percent: Int) -> Bool { Int(random.next() % 100) < percent }

    mutating func come() {
      serial += 1
      let isSent = tracker.isCaughtUp
      // One segment for each, so that what leaves is known by its number.
      let stretch = JournalStretch(segment: UInt64(serial), start: 0, end: 100, records: 1)
      tracker.add(
        JournalCommit(serial: serial, records: [], stretch: stretch), isWritten: false, isSent: isSent, at: time)
      if isSent { underWay.append(serial) }
      tracker.written(serial)
    }

    mutating func drain() {
      let taken = tracker.take(records: 1 + Int(random.next() % 5), bytes: 1 << 20)
      underWay += taken.map(\.serial)
      tracker.handOver(taken.count)
    }

    mutating func deliver() {
      guard !underWay.isEmpty else { return }
      let serial = underWay.removeFirst()
      if chance(10) { return tracker.undelivered(serial) }
      log.append(serial)
      acknowledged.append((serial, Int64(log.count - 1)))
    }

    mutating func acknowledge() {
      guard !acknowledged.isEmpty else { return }
      let (serial, offset) = acknowledged.removeFirst()
      tracker.delivered(serial, [.init(topic: "t", partition: 0, offset: offset)], at: time)
    }

    /// Another producer's.
    mutating func comeElsewhere() {
      if hasIDs { for _ in 0...(random.next() % 40) { log.append(-1) } }
    }

    /// The broker is gone, and comes back empty.
    mutating func emptyBroker() {
      if !hasIDs {
        while !acknowledged.isEmpty { acknowledge() }
        look()
      }
      generation += 1
      log = []
      low = 0
    }

    mutating func archive() {
      if readGeneration != generation {
        readGeneration = generation
        incarnation += 1
        next = 0
        gaps = []
      }
      if next < low {
        gaps.append(Int64(next)..<Int64(low))
        next = low
      }
      guard next < log.count else { return }
      let end = next + 1 + Int(random.next() % UInt64(log.count - next))
      has.formUnion(log[next..<end])
      next = end
    }

    /// What the ledger says, as of now.
    var standings: IngestStandings {
      guard incarnation > 0 else { return IngestStandings() }
      var topic = IngestStandings.Topic(incarnation: incarnation, topicID: hasIDs ? "\(readGeneration)" : nil)
      topic.next[0] = Int64(next)
      topic.gaps[0] = gaps
      return IngestStandings(topics: ["t": topic])
    }

    mutating func look() {
      let asked = time
      // The broker is asked, and then the ledger; meanwhile things go on.
      let ids = ["t": hasIDs ? "\(generation)" : nil]
      if chance(30) { acknowledge() }
      if chance(10) { archive() }
      time += .milliseconds(1)
      let left = tracker.look(standings, ids: ids, asked: chance(90) ? asked : nil, at: time)
        .map { Int64($0.segment) }
      #expect(has.isSuperset(of: left), "\(left.filter { !has.contains($0) }) left, and are not in the ledger")
      gone.formUnion(left)
    }

    mutating func retain() {
      if low < log.count { low += 1 + Int(random.next() % UInt64(log.count - low)) }
    }
  }

  @Test(arguments: 0..<400) func leavesWhatTheLedgerHas(seed: UInt64) {
    var world = World(seed: seed)
    let isCalm = seed % 8 < 2
    for _ in 0..<400 {
      world.time += .milliseconds(Int(world.random.next() % 400))
      switch world.random.next() % 100 {
      case 0..<25: world.come()
      case 25..<40: world.drain()
      case 40..<60: world.deliver()
      case 60..<75: world.acknowledge()
      case 75..<86: world.archive()
      case 86..<92: world.look()
      case 92..<95: world.comeElsewhere()
      case 95..<98 where !isCalm: world.emptyBroker()
      case 98..<99 where !isCalm: world.retain()
      default: break
      }
    }
    // Then all is well for a while.
    for _ in 0..<60 {
      world.time += .seconds(3)
      for _ in 0..<(2 * Int(world.serial)) {
        world.drain()
        world.deliver()
        world.acknowledge()
      }
      world.time += .milliseconds(1)
      world.archive()
      world.look()
    }
    #expect(world.tracker.batches.isEmpty && world.gone.count == Int(world.serial), "seed \(seed)")
  }

  @Test func sendsAgainWhatRetentionDeletedUnread() {
    var tracker = DeliveryTracker()
    var topic = IngestStandings.Topic(incarnation: 1, topicID: "one")
    topic.next[0] = 10
    func look(_ tracker: inout DeliveryTracker) -> [JournalStretch] {
      tracker.look(IngestStandings(topics: ["t": topic]), ids: ["t": "one"], asked: .now)
    }
    _ = look(&tracker)
    let stretch = JournalStretch(segment: 1, start: 0, end: 10, records: 1)
    tracker.add(JournalCommit(serial: 1, records: [], stretch: stretch), isWritten: true, isSent: true)
    tracker.delivered(1, [.init(topic: "t", partition: 0, offset: 12)])
    topic.next[0] = 20
    topic.gaps[0] = [10..<15]
    #expect(look(&tracker).isEmpty)
    #expect(tracker.unsent == 1 && !tracker.isCaughtUp)
    #expect(tracker.take(records: 9, bytes: 1 << 20).map(\.serial) == [1])
    #expect(!tracker.isCaughtUp)
    tracker.handOver(1)
    #expect(tracker.isCaughtUp)
    tracker.delivered(1, [.init(topic: "t", partition: 0, offset: 20)])
    #expect(look(&tracker).isEmpty)
    topic.next[0] = 21
    #expect(look(&tracker) == [stretch])
    #expect(tracker.batches.isEmpty)
  }

  /// Another id than the open incarnation's: the archiver has not noticed yet that the topic is another one.
  @Test func waitsWhileTheTopicIsAnotherOne() {
    var tracker = DeliveryTracker()
    func look(
      _ tracker: inout DeliveryTracker, _ incarnation: Int64, _ known: String, _ id: String?, next: Int64 = 100
    ) -> Int {
      var topic = IngestStandings.Topic(incarnation: incarnation, topicID: known)
      topic.next[0] = next
      return tracker.look(
        IngestStandings(topics: ["t": topic]), ids: id.map { ["t": $0] } ?? [:], asked: .now, at: .now + .seconds(60)
      ).count
    }
    _ = look(&tracker, 1, "one", "one", next: 0)
    tracker.add(
      JournalCommit(serial: 1, records: [], stretch: .init(segment: 1, start: 0, end: 10, records: 1)),
      isWritten: true, isSent: true)
    // The ledger reads on, up to 100, before the topic is lost; in the next one the event is at 99.
    tracker.delivered(1, [.init(topic: "t", partition: 0, offset: 99)])
    #expect(look(&tracker, 1, "one", "two") == 0 && tracker.unsent == 0)
    #expect(look(&tracker, 1, "one", nil) == 0 && tracker.unsent == 0)
    #expect(look(&tracker, 2, "two", "two") == 0 && tracker.unsent == 1)
    _ = tracker.take(records: 1, bytes: 1)
    tracker.delivered(1, [.init(topic: "t", partition: 0, offset: 150)])
    #expect(look(&tracker, 2, "two", "two", next: 150) == 0)
    #expect(look(&tracker, 2, "two", "two", next: 151) == 1)
  }

  /// What was put together is still told apart from what is not written, or lies in another segment.
  @Test func putsSmallBatchesTogether() {
    var tracker = DeliveryTracker()
    for serial in Int64(1)...1_000 {
      let start = Int(serial - 1) * 100
      tracker.add(
        JournalCommit(
          serial: serial, records: [], stretch: .init(segment: 1, start: start, end: start + 100, records: 2)),
        isWritten: false, isSent: false)
      tracker.written(serial)
    }
    #expect(tracker.batches.count == 1 && tracker.unsent == 1 && tracker.records == 2_000)
    let taken = tracker.take(records: 10, bytes: 10)
    #expect(taken.map(\.stretch) == [.init(segment: 1, start: 0, end: 100_000, records: 2_000)])
    tracker.handOver(1)
    tracker.undelivered(1)
    #expect(tracker.failures == 1 && tracker.unsentRecords == 2_000)
  }
}
