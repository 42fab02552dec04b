import Domain
import Ledger
import Postgres
import Projections
import TestSupport
import Testing

/// The mark "doors" in the midst of a ledger: below it everything is told by the rules from before, whoever asks.
@Suite(.database(migrated: true, adopted: false))
struct MarkTests {
  private struct Round {
    var loop: String
    var promotion: Int64
  }

  /// What a ledger came to by a position.
  private struct Told: Equatable {
    var changes: [String]
    var labels: [String]
    var errors: [String]

    /// - Parameter relation: names the relation that is to be asked for a table.
    init(_ db: PostgresSession, _ relation: (String) -> String) throws {
      func texts(_ sql: String) throws -> [String] { try db.query(sql).map { try $0.text(0) } }
      changes = try texts("SELECT loop || ' ' || change FROM \(relation("champion_history")) ORDER BY position")
      labels = try texts("SELECT label FROM \(relation("feedback")) WHERE label IS NOT NULL ORDER BY position")
      errors = try texts("SELECT position || ' ' || reason FROM \(relation("fold_error")) ORDER BY 1")
    }
  }

  /// The same round and the same label below the mark and behind it: the promotion names a verdict that there is not.
  @Test func aReplayFindsTheRulesFromBefore() async throws {
    let live = LiveProjections(group: try History.group())
    try await Database.current.pool.run { db in
      func round(_ loop: String) throws -> Round {
        let first = try LedgerReader.head(db).position + 1
        let round = TrueRound(loop: loop, first: first)
        let lie: JSONValue = ["verdict_id": "another"]
        let events = try round.events([.promoted: lie]).prefix(TrueRound.Step.promoted.rawValue + 1)
        var told = History.event(Int(first), FeedbackReceived.type, ["interaction_id": "i"], loop: loop)
        (told.id, told.data) = ("\(loop)-label", Array(#"{"interaction_id": "i", "label": 1.0}"#.utf8))
        try History.append(db, events + [told])
        return Round(loop: loop, promotion: round.position(.promoted))
      }
      let before = try round("demo.before")
      #expect(try LedgerSetup.adopt(db, now: History.time(0)) == [.doors])
      let mark = try LedgerReader.head(db).position
      let after = try round("demo.after")
      let head = try LedgerReader.head(db).position
      #expect(try live.prepare(db))
      while try live.live.step(db, limit: 7).count > 0 {}

      func told(at position: Int64, in windows: Int64) throws -> Told {
        let name = "at_\(position)_by_\(windows)"
        try Replay(group: live.group, name: name).run(db, to: position, limit: windows)
        return try Told(db) { "\(name).\($0)" }
      }
      for windows in [1, 5, 1_000] as [Int64] {
        let below = try told(at: mark - 1, in: windows)
        #expect(below.changes == ["demo.before promoted"] && below.labels == ["1.0"])
        #expect(!below.errors.contains("\(before.promotion) promotion_without_verdict"))
        #expect(try told(at: mark, in: windows) == below, "the mark changes nothing of what is below it")
        let across = try told(at: head, in: windows)
        #expect(across.changes == below.changes && across.labels == ["1.0", "1"])
        #expect(across.errors.contains("\(after.promotion) promotion_without_verdict"))
        // A rebuild of the live copy is such a replay, and what is asked of the live copy as of then is told alike.
        #expect(try Told(db) { "fold.\($0)" } == across)
        for (position, expected) in [(mark - 1, below), (mark, below), (head, across)] {
          #expect(try Told(db) { "millrace.\($0)_as_of(\(position)::bigint)" } == expected, "as of \(position)")
        }
      }
    }
  }
}
