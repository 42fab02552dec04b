import ArchiverSupport
import Domain
import Execution
import Ingest
import Kafka
import Ledger
import Postgres
import Publishing
import Synchronization
import TestSupport
import Testing
import Wire

/// A host whose clock is wrong records nothing; one whose ledger is ahead of it goes on.
@Suite(.broker, .database(migrated: true, adopted: false), .timeLimit(.minutes(15)))
struct ArchiverClockTests {
  /// The host's clock, moved by so many microseconds.
  private final class ShiftedClock: Sendable {
    private let shift = Atomic<Int64>(0)

    init(_ shift: Int64) { self.shift.store(shift, ordering: .relaxed) }

    func set(_ shift: Int64) { self.shift.store(shift, ordering: .relaxed) }

    var now: Timestamp { Timestamp(microseconds: WallClock.microseconds + shift.load(ordering: .relaxed)) }
  }

  private static let minute: Int64 = 60_000_000

  private func archiver(_ contract: Contract, _ clock: ShiftedClock) -> Archiver {
    let broker = Broker.current
    return Archiver(
      ArchiverConfiguration(group: broker.name("archiver"), clockInterval: .milliseconds(200)),
      kafka: broker.groupConfiguration, pool: Database.current.pool, contract: contract, loops: { _ in [] },
      logger: broker.logger, clock: { clock.now })
  }

  private func publish(_ numbers: Range<Int>, _ contract: Contract) async throws {
    let publisher = try EventPublisher(
      kafka: Broker.current.configuration, contract: contract, logger: Broker.current.logger)
    try await publisher.publish(numbers.map(Archiving.feedback))
    await publisher.close()
  }

  private func head() async throws -> LedgerHead { try await Database.current.pool.run { try LedgerReader.head($0) } }

  private func disputes() async throws -> [ClockDispute] {
    try await Database.current.pool.run { try ClockDispute.all($0) }
  }

  /// Wrong in either direction, and wrong only later on: what comes meanwhile is archived by another one whose clock is
  /// right, and by itself once its clock is right again.
  @Test func writesNothingWhileTheClocksDisagree() async throws {
    let contract = try Archiving.contract()
    _ = try await TopicSetup.apply(contract, kafka: Broker.current.configuration, logger: Broker.current.logger)
    let clock = ShiftedClock(2 * Self.minute)
    try await publish(0..<5, contract)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await archiver(contract, clock).run() }
      try await eventually("it says why it writes nothing") { try await !disputes().isEmpty }
      let dispute = try #require(try await disputes().first)
      #expect(abs(dispute.lead.microseconds - 2 * Self.minute) < Self.minute / 2)
      #expect(try await head().position == 0)

      clock.set(0)
      try await eventually("it goes on") { try await head().position == 5 }
      #expect(try await disputes().isEmpty)

      clock.set(-2 * Self.minute)
      try await publish(5..<9, contract)
      try await eventually("it gives up") { try await !disputes().isEmpty }
      #expect(try await head().position == 5)
      #expect(try #require(try await disputes().first).lead < .zero)
      group.addTask { try await archiver(contract, ShiftedClock(0)).run() }
      try await eventually("another one has the partitions") { try await head().position == 9 }
      group.cancelAll()
      do { try await group.waitForAll() } catch is CancellationError {}
    }
  }

  /// An earlier archiver's clock was a day ahead: recorded times stand still, and events are taken.
  @Test func goesOnAtTheHeadsTime() async throws {
    let contract = try Archiving.contract()
    let ahead = Timestamp(microseconds: WallClock.microseconds + 1_440 * Self.minute)
    let tick = Event.tick(loop: "*", time: ahead, source: "/test")
    _ = try await Database.current.pool.run { db in
      try LedgerAppender.append(
        db,
        records: [
          IncomingRecord(
            raw: RawRecord(topic: "", key: nil, value: [], headers: []), incarnation: 0, partition: 0, offset: 0,
            recordTime: nil, outcome: .success(tick))
        ], ranges: [], now: ahead)
    }
    try await Archiving.run {
      try await publish(0..<3, contract)
      try await eventually("the events are taken") { try await head().position == 4 }
    }
    #expect(try await head().recordedAt == ahead)
    let lead = try await Database.current.pool.run { try ClockDispute.headLead($0) }
    #expect(lead > ClockCheck.tolerance)
  }
}
