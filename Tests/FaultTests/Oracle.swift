import Domain
import Ledger
import Postgres
import Projections
import Testing

/// What has to hold whatever broke: nothing lost, nothing doubled, and the same read models as from scratch.
struct Oracle {
  private let world: World

  init(_ world: World) { self.world = world }

  /// Records an issue for everything that does not hold.
  func check() async throws {
    let expected = await world.producer.expected
    let acknowledged = await world.producer.acknowledged
    let world = world
    // The database's thread knows no test: what it finds is recorded here.
    let problems = try await world.pool.run { db in
      var findings = Findings()
      try checkPositions(db, &findings)
      try checkEvents(db, expected, acknowledged, &findings)
      try checkParked(db, world.parked, &findings)
      let report = try LedgerVerifier().verify(db)
      findings.check(report.problem == nil, "the chain, at \(report.firstBadPosition ?? 0): \(report.problem ?? "")")
      findings.check(try report.positions == LedgerReader.head(db).position, "the verifier did not see every position")
      try checkProjections(db, world.group, &findings)
      return findings.problems
    }
    for problem in problems { Issue.record("\(problem)\n\(FaultCase.choice)") }
  }

  private struct Findings {
    var problems: [String] = []

    mutating func check(_ isSo: Bool, _ problem: @autoclosure () -> String) {
      if !isSo { problems.append(problem()) }
    }
  }

  /// 1..n without a gap, in the order of recording, each event in `event_id` and nothing else there.
  private func checkPositions(_ db: PostgresSession, _ findings: inout Findings) throws {
    guard
      let row = try db.query(
        """
        SELECT (SELECT position FROM ledger.head), count(*), count(DISTINCT (source, event_id)),
          coalesce(min(position), 1), coalesce(max(position), 0),
          (SELECT count(*) FROM ledger.event_id),
          (SELECT count(*) FROM ledger.event_id i JOIN ledger.event e USING (position)
            WHERE i.digest = ledger.event_digest(e.source, e.event_id)),
          (SELECT count(*) FROM (
            SELECT recorded_at < lag(recorded_at) OVER (ORDER BY position) AS falls FROM ledger.event) t WHERE falls)
        FROM ledger.event
        """
      ).first
    else { return findings.check(false, "no counts") }
    let (head, events, ids) = (try row.int64(0), try row.int64(1), try row.int64(5))
    findings.check(events == head, "there are \(events) events, and the head is at \(head)")
    findings.check(try row.int64(2) == head, "an event is there twice")
    findings.check(try row.int64(3) == 1 && row.int64(4) == head, "positions have a gap")
    findings.check(ids == head, "there are \(ids) ids, and the head is at \(head)")
    findings.check(try row.int64(6) == head, "ids name other positions")
    findings.check(try row.int64(7) == 0, "recorded_at falls with position")
  }

  /// What was produced is there as it was produced, in the order of its key; what was acknowledged above all.
  private func checkEvents(
    _ db: PostgresSession, _ expected: [ModelProducer.Produced], _ acknowledged: Set<String>,
    _ findings: inout Findings
  ) throws {
    let rows = try db.query(
      "SELECT event_id, data::text FROM ledger.event WHERE source = $1 ORDER BY position",
      [.text(ModelProducer.source)])
    let byID = Dictionary(expected.map { ($0.event.id, $0) }, uniquingKeysWith: { first, _ in first })
    var found: Set<String> = []
    var last: [String: Int] = [:]
    var changed: [String] = []
    var unordered: [String] = []
    for row in rows {
      let id = try row.text(0)
      guard let entry = byID[id] else { continue }
      found.insert(id)
      if try Array(row.text(1).utf8) != entry.event.data { changed.append(id) }
      let line = entry.event.type + " " + (entry.event.key ?? "")
      if entry.sequence <= last[line, default: 0] { unordered.append(id) }
      last[line] = entry.sequence
    }
    let lost = acknowledged.subtracting(found).sorted()
    findings.check(lost.isEmpty, "acknowledged as durable and not in the ledger: \(lost.prefix(10))")
    let missing = expected.map(\.event.id).filter { !found.contains($0) }
    findings.check(missing.isEmpty, "produced and not in the ledger: \(missing.prefix(10))")
    findings.check(rows.count == expected.count, "the ledger has events that nobody produced")
    findings.check(changed.isEmpty, "other content: \(changed.prefix(10))")
    findings.check(unordered.isEmpty, "out of their key's order: \(unordered.prefix(10))")
  }

  private func checkParked(_ db: PostgresSession, _ wanted: [String: Int], _ findings: inout Findings) throws {
    let open = try Parking.openCounts(db).mapValues { Int($0) }
    findings.check(open == wanted, "parked are \(open) where \(wanted) was expected")
  }

  /// The live read models, folded by the projector as things came, against a fold of the whole ledger at once.
  private func checkProjections(_ db: PostgresSession, _ group: ProjectionGroup, _ findings: inout Findings) throws {
    let anew = ProjectionFold(group: group, schema: "oracle")
    try anew.prepare(db)
    while try anew.step(db, limit: 1_000_000).count > 0 {}
    let live = try ProjectionFold(group: group, schema: LiveProjections.schema).checksums(db)
    let scratch = try anew.checksums(db)
    for (table, sum) in scratch { findings.check(live[table] == sum, "the read model \(table) is not the fold's") }
    findings.check(live.count == scratch.count, "the read models have other tables")
    try anew.drop(db)
  }
}
