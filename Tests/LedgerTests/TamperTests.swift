import Domain
import Ledger
import Postgres
import TestSupport
import Testing
import Wire

/// Whatever is changed in the ledger's rows is found, and where.
@Suite(.database(migrated: true, adopted: false))
struct TamperTests {
  /// Five batches of one to six events, and one record parked.
  private static func history(_ db: PostgresSession, _ random: inout SplitMix) throws -> [ClosedRange<Int64>] {
    var ledger = try TestLedger(db)
    var batches: [ClosedRange<Int64>] = []
    var head: Int64 = 0
    for number in 0..<5 {
      let count = 1 + Int(random.next() % 6)
      let events = (0..<count).map { index in
        var event = TestLedger.event("e\(number).\(index)", data: "{\"x\":\(random.next() % 100)}")
        if random.next() % 2 == 0 { event.correlationID = "c" }
        if random.next() % 2 == 0 { event.extensions = [:] }
        if random.next() % 3 == 0 { event.subject = nil }
        return event
      }
      try ledger.append(events)
      batches.append((head + 1)...(head + Int64(count)))
      head += Int64(count)
    }
    _ = try ledger.park()
    return batches
  }

  private static let eventChanges = [
    "recorded_at = recorded_at + interval '1 microsecond'", "occurred_at = occurred_at - interval '1 microsecond'",
    "loop = loop || 'x'", "type = 'millrace.clock.ticked.v1'", "source = source || 'x'", "event_id = event_id || 'x'",
    "subject = coalesce(subject || 'x', '')", "subject = CASE WHEN subject IS NULL THEN 'x' END", "key = NULL",
    "correlation_id = CASE WHEN correlation_id IS NULL THEN 'x' END", "causation_id = 'x'", "traceparent = ''",
    "extensions = CASE WHEN extensions IS NULL THEN '{}'::json END", "data = '{\"x\":1000}'",
    "data = (data::text || ' ')::json", "data = NULL", "salt = set_byte(salt, 3, 255)", "salt = NULL",
    "content_hash = set_byte(content_hash, 0, get_byte(content_hash, 0) # 1)", "batch = batch + 1",
    "position = 9000 + position",
  ]

  private static let otherChanges = [
    "DELETE FROM ledger.event WHERE position = $P", "DELETE FROM ledger.event_id WHERE position = $P",
    "UPDATE ledger.event_id SET position = position + 1 WHERE position = $P",
    "UPDATE ledger.event_id SET content_hash = set_byte(content_hash, 0, get_byte(content_hash, 0) # 1) WHERE position = $P",
    "INSERT INTO ledger.event_id VALUES (0, ledger.event_digest('/forged', 'x'), $P, '\\x00')",
    """
    CREATE TEMP TABLE copy AS SELECT * FROM ledger.event WHERE position = $P;
    UPDATE copy SET position = 5000, event_id = 'forged'; INSERT INTO ledger.event SELECT * FROM copy
    """,
    """
    CREATE TEMP TABLE copy AS SELECT * FROM ledger.event WHERE position = $P;
    UPDATE copy SET position = 0, event_id = 'forged'; INSERT INTO ledger.event SELECT * FROM copy
    """,
    """
    UPDATE ledger.event SET position = 1000 WHERE position = $P;
    UPDATE ledger.event SET position = $P WHERE position = $Q; UPDATE ledger.event SET position = $Q WHERE position = 1000
    """,
    "DELETE FROM ledger.batch WHERE batch = $B",
    "UPDATE ledger.batch SET first_position = first_position + 1 WHERE batch = $B",
    "UPDATE ledger.batch SET last_position = last_position + 100 WHERE batch = $B",
    "UPDATE ledger.batch SET recorded_at = recorded_at + interval '1 microsecond' WHERE batch = $B",
    "UPDATE ledger.batch SET offsets = '[]' WHERE batch = $B",
    "UPDATE ledger.batch SET duplicates = duplicates + 1 WHERE batch = $B",
    "UPDATE ledger.batch SET parked = parked + 1 WHERE batch = $B",
    "UPDATE ledger.batch SET root_hash = set_byte(root_hash, 0, get_byte(root_hash, 0) # 1) WHERE batch = $B",
    "UPDATE ledger.batch SET previous_hash = set_byte(previous_hash, 0, get_byte(previous_hash, 0) # 1) WHERE batch = $B",
    "UPDATE ledger.batch SET chain_hash = set_byte(chain_hash, 0, get_byte(chain_hash, 0) # 1) WHERE batch = $B",
    "UPDATE ledger.batch SET frontier = set_byte(frontier, 0, get_byte(frontier, 0) # 1) WHERE batch = $B",
    "UPDATE ledger.batch SET frontier = '' WHERE batch = $B",
    "UPDATE ledger.batch SET batch = batch + 100 WHERE batch = $B",
    """
    CREATE TEMP TABLE copy AS SELECT * FROM ledger.batch WHERE batch = $B;
    UPDATE copy SET batch = 77, last_position = 7000; INSERT INTO ledger.batch SELECT * FROM copy
    """,
    "UPDATE ledger.head SET position = position - 1, frontier = ''",
    "UPDATE ledger.head SET chain_hash = set_byte(chain_hash, 0, get_byte(chain_hash, 0) # 1)",
    "UPDATE ledger.head SET frontier = set_byte(frontier, 0, get_byte(frontier, 0) # 1)",
    "UPDATE ledger.head SET recorded_at = recorded_at + interval '1 hour'", "UPDATE ledger.head SET batch = batch + 1",
  ]

  private static let changes =
    eventChanges.map { "UPDATE ledger.event SET \($0) WHERE position = $P" } + otherChanges

  @Test(arguments: changes.indices)
  func anyChangeIsFound(index: Int) async throws {
    for seed in 0..<4 {
      try await Database.current.pool.run { db in
        var random = SplitMix(state: UInt64(index * 16 + seed))
        try db.script(
          """
          TRUNCATE ledger.event, ledger.event_id, ledger.batch, ledger.parked, ledger.ingest_offset,
            ledger.ingest_gap, ledger.incarnation RESTART IDENTITY;
          UPDATE ledger.head SET position = 0, recorded_at = 'epoch', batch = 0,
            chain_hash = decode(repeat('00', 32), 'hex'), frontier = '';
          DROP TABLE IF EXISTS copy
          """)
        let batches = try TamperTests.history(db, &random)
        let clean = try LedgerVerifier().verify(db)
        #expect(clean.problem == nil && clean.positions == batches.last?.upperBound && clean.batches == 5)
        let number = Int(random.next() % 5)
        let batch = batches[number]
        let position = batch.lowerBound + Int64(random.next() % UInt64(batch.count))
        let last = batches[4].upperBound
        let other = position == last ? position - 1 : last
        let change = TamperTests.changes[index].replacing("$P", with: "\(position)")
          .replacing("$Q", with: "\(other)").replacing("$B", with: "\(number + 1)")
        let before = try db.query("SELECT \(TamperTests.everything)").first?.text(0)
        try db.script(change)
        // A change that leaves everything as it was, by chance, is none.
        if try db.query("SELECT \(TamperTests.everything)").first?.text(0) == before { return }
        let report = try LedgerVerifier().verify(db)
        #expect(report.problem != nil, "\(change)")
        guard change.contains("ledger.event SET"), !change.contains("1000"), let found = report.firstBadPosition else {
          return
        }
        #expect(found >= batch.lowerBound && found <= position, "\(change): \(report)")
      }
    }
  }

  private static let everything = """
    (SELECT string_agg(e::text, '|' ORDER BY e.position) FROM ledger.event e)
      || (SELECT string_agg(i::text, '|' ORDER BY i.digest) FROM ledger.event_id i)
      || (SELECT string_agg(b::text, '|' ORDER BY b.batch) FROM ledger.batch b)
      || (SELECT string_agg(h::text, '|') FROM ledger.head h)
    """

  @Test func anErasureIsSeenButNoTampering() async throws {
    let report = try await Database.current.pool.run { db in
      var random = SplitMix(state: 1)
      _ = try TamperTests.history(db, &random)
      try db.script("UPDATE ledger.event SET data = NULL, salt = NULL WHERE position = 3")
      return try LedgerVerifier().verify(db)
    }
    #expect(report.problem == nil && report.erased == 1)
  }

  @Test func partsVerifyOnTheirOwn() async throws {
    try await Database.current.pool.run { db in
      var random = SplitMix(state: 5)
      let batches = try TamperTests.history(db, &random)
      for from in 1...batches[4].upperBound {
        let report = try LedgerVerifier().verify(db, from: from)
        let batch = batches.first { $0.contains(from) }?.lowerBound ?? 0
        #expect(report.problem == nil && report.positions == batches[4].upperBound - batch + 1)
      }
      try db.script("UPDATE ledger.event SET key = 'x' WHERE position = \(batches[1].lowerBound)")
      #expect(try LedgerVerifier().verify(db, from: batches[2].lowerBound).problem == nil)
      #expect(try LedgerVerifier().verify(db, to: batches[0].upperBound).problem == nil)
      #expect(try LedgerVerifier().verify(db, to: batches[1].upperBound).firstBadPosition == batches[1].lowerBound)
    }
  }
}
