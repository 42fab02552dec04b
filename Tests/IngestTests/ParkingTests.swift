import ArchiverSupport
import Domain
import Execution
import Ledger
import Postgres
import Ingest
import TestSupport
import Testing
import Wire

/// What becomes of bad records, from a real broker to the real tables.
@Suite(.broker, .database(migrated: true, adopted: false), .timeLimit(.minutes(15)))
struct ParkingTests {
  private func feedback(_ id: String, _ data: String = "{\"interaction_id\":\"i\",\"label\":\"yes\"}") -> Event {
    Event(
      id: id, source: "/test", type: FeedbackReceived.type, occurredAt: Timestamp(microseconds: 1), loop: "a.b",
      key: "a.b/u", data: Array(data.utf8))
  }

  /// A parking write that fails moves no offset: the archiver stays where it is until it can park.
  @Test func theOffsetWaitsForTheParking() async throws {
    let harness = try await ArchiverHarness()
    let topic = harness.topic(of: FeedbackReceived.type)
    try await Database.current.pool.run { db in
      try db.script(
        """
        CREATE SEQUENCE refusals;
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM nextval('refusals'); RAISE 'parking is broken'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON ledger.parked FOR EACH ROW EXECUTE FUNCTION refuse()
        """)
    }
    let offsets = """
      SELECT coalesce(sum(o.next_offset), 0)::bigint FROM ledger.ingest_offset o JOIN ledger.incarnation i USING (incarnation)
      WHERE i.topic = '\(topic)'
      """
    try await harness.publish([feedback("good 1")])
    try await harness.archiving {
      try await harness.until("position = 1 FROM ledger.head")
      try await harness.publish([feedback("bad", "{\"label\":1}"), feedback("good 2")])
      // It has tried at least three times.
      try await harness.until("last_value >= 3 AND is_called FROM refusals")
      let (moved, head, parked) = try await Database.current.pool.run { db in
        (
          try db.query(offsets).first?.int64(0), try LedgerReader.head(db).position,
          try Parking.list(db, ParkingFilter(state: nil), limit: 9).count
        )
      }
      #expect(moved == 1 && head == 1 && parked == 0)
      try await Database.current.pool.run { try $0.script("DROP TRIGGER refuse ON ledger.parked") }
      try await harness.until("position = 2 FROM ledger.head")
    }
    let (moved, parked) = try await Database.current.pool.run { db in
      (try db.query(offsets).first?.int64(0), try Parking.list(db, ParkingFilter(), limit: 9))
    }
    #expect(moved == 3)
    #expect(parked.map(\.reason) == ["schema"] && parked.map(\.offset) == [1])
  }

  /// An archiver without a schema parks; one that has it takes the record in when it is asked to.
  @Test func aRetryAfterTheSchemaArrived() async throws {
    let harness = try await ArchiverHarness()
    let full = harness.contract
    let old = Contract(
      topics: full.topics, events: full.events.values.filter { $0.type != FeedbackReceived.type })
    try await harness.publish([feedback("early 1"), feedback("early 2"), feedback("never", "{}")])
    try await harness.archiving(old) { try await harness.until("count(*) = 3 FROM ledger.parked") }
    let records = try await Database.current.pool.run { try Parking.list($0, ParkingFilter(), limit: 9) }
    #expect(records.map(\.reason) == ["unknown_type", "unknown_type", "unknown_type"])
    let retries = records.map {
      ParkingDecision.event(
        .retry, $0, reason: nil, source: "/millrace/cli", now: Timestamp(microseconds: WallClock.microseconds))
    }
    // Published twice, as after a kill between publishing and hearing of it.
    try await harness.publish(retries)
    try await harness.publish(retries)
    try await harness.archiving {
      try await harness.publish([feedback("late")])
      try await harness.until(
        """
        coalesce(sum(next_offset), 0) = 4 + 6 AND (SELECT count(*) FROM ledger.parked WHERE attempts = 1) = 3
        FROM ledger.ingest_offset
        """)
    }
    let (after, order, report) = try await Database.current.pool.run { db in
      (
        try Parking.list(db, ParkingFilter(state: nil), limit: 9),
        try db.query(
          "SELECT event_id FROM ledger.event WHERE source = '/test' AND event_id <> 'late' ORDER BY position"
        ).map { try $0.text(0) }, try LedgerVerifier().verify(db)
      )
    }
    #expect(after.map(\.state) == ["retried", "retried", "open"])
    #expect(after[2].reason == "schema")
    #expect(order == ["early 1", "early 2"])
    #expect(report.problem == nil && report.positions == 6)
  }

  /// Who sent an event finds that it is parked, whatever is wrong with it, as long as its name can be read.
  @Test func aParkedEventIsFoundByItsName() async throws {
    let harness = try await ArchiverHarness()
    let long = String(repeating: "😀", count: 512)
    func run(_ id: String, _ index: Int) -> Event {
      var data = RunFailed.full
      data.trialIndex = index
      return Event(
        data, id: id, source: "/millrace/trainer", subject: nil, occurredAt: Timestamp(microseconds: 1), loop: "a.b",
        key: "a.b")
    }
    var records = try [run("bad data", 7), run(long, 7), run("good", 0)].map {
      try CloudEventEncoder(contract: harness.contract).encode($0)
    }
    var broken = try CloudEventEncoder(contract: harness.contract).encode(run("bad time", 0))
    broken.headers = broken.headers.map { $0.name == "ce_time" ? RawHeader("ce_time", Array("late".utf8)) : $0 }
    records.append(broken)
    try await harness.send(records)
    try await harness.archiving { try await harness.until("count(*) = 3 FROM ledger.parked") }
    let reasons = try await Database.current.pool.run { db in
      try ["bad data", long, "bad time", "good"].map {
        try Parking.find(db, EventIdentity(source: "/millrace/trainer", id: $0))?.reason
      }
    }
    #expect(reasons == ["data_invalid", "data_invalid", "malformed_attribute", nil])
    let other = try await Database.current.pool.run {
      try Parking.find($0, EventIdentity(source: "/other", id: "bad data"))
    }
    #expect(other == nil)
  }
}
