import ArchiverSupport
import Domain
import Ledger
import Postgres
import TestSupport
import Testing

/// A backlog is worked off with the next records read while the last are written.
@Suite(.broker, .database(migrated: true, adopted: false), .timeLimit(.minutes(15)))
struct ArchiverBacklogTests {
  /// Each batch counts as large, so that the archiver always reads ahead; some ids come again in a later batch, some
  /// with other content. A second archiver joins in the middle and takes partitions over.
  @Test func nothingIsLostDoubledOrOutOfOrder() async throws {
    let harness = try await ArchiverHarness()
    let (keys, each) = (7, 120)
    func event(_ key: Int, _ number: Int, _ type: String, data: String = "{\"label\":\"a\"}") -> Event {
      let interaction = type == InteractionRecorded.type
      let body =
        "{\"interaction_id\":\"\(key)-\(number)\",\"unit\":\"u\",\"input\":{},\"output\":{\"label\":\"a\",\"probability\":0.5}}"
      let feedback = "{\"interaction_id\":\"\(key)-\(number)\",\(data.dropFirst())"
      return Event(
        id: "\(type.count)-\(key)-\(number)", source: "/test", type: type,
        occurredAt: Timestamp(microseconds: Int64(number)), loop: "demo.test", key: "demo.test/\(key)",
        data: Array((interaction ? body : feedback).utf8))
    }
    var events: [Event] = []
    for number in 0..<each {
      for key in 0..<keys {
        events.append(event(key, number, InteractionRecorded.type))
        events.append(event(key, number, FeedbackReceived.type))
        if number % 10 == 9 { events.append(event(key, number - 7, FeedbackReceived.type)) }
        if number == 60 { events.append(event(key, 3, FeedbackReceived.type, data: "{\"label\":\"b\"}")) }
      }
    }
    try await harness.publish(events)
    let expected = 2 * keys * each
    try await harness.archiving(batchSize: 19) {
      try await harness.until("(SELECT position > 200 FROM ledger.head)")
      try await harness.archiving(batchSize: 19) {
        try await harness.until(
          "(SELECT position + (SELECT count(*) FROM ledger.parked) >= \(expected + keys) FROM ledger.head)")
      }
    }
    let (count, disorder, reasons, report) = try await Database.current.pool.run { db in
      let count = try db.query("SELECT count(*) FROM ledger.event")[0].int(0)
      let disorder = try db.query(
        """
        SELECT count(*) FROM (
          SELECT occurred_at, lag(occurred_at) OVER (PARTITION BY type, key ORDER BY position) AS before
          FROM ledger.event) e
        WHERE occurred_at < before
        """)[0].int(0)
      let reasons = try db.query("SELECT DISTINCT reason FROM ledger.parked").map { try $0.text(0) }
      return (count, disorder, reasons, try LedgerVerifier().verify(db))
    }
    #expect(count == expected)
    #expect(disorder == 0)
    #expect(reasons == ["conflict"])
    #expect(report.problem == nil && report.positions == expected)
  }
}
