import Domain
import Ledger
import Postgres
import Projections
import TestSupport
import Testing

/// The ledger of an earlier program, read and folded by this one.
@Suite(.database)
struct LedgerTests {
  private let witness = Witness()
  private var pool: PostgresPool { Database.current.pool }

  private static func folds() throws -> ProjectionGroup {
    try ProjectionGroup(name: "core", directory: Witness().folder.path + "/../../../projections/core")
  }

  /// Loads a state and brings the database up to date.
  private func load(_ state: Witness.State) async throws {
    try await witness.load(state, into: pool)
    try await Migrator(directory: Database.migrations).apply(pool)
  }

  @Test(arguments: Witness.State.allCases) func isVerifiedToItsEnd(state: Witness.State) async throws {
    try await load(state)
    let report = try await pool.run { try LedgerVerifier().verify($0) }
    #expect(report.problem == nil)
    #expect(report.positions == (try witness.position(state)))
    let parked = try await pool.run { try Parking.list($0, ParkingFilter(state: nil), limit: 10) }
    #expect(parked.map(\.state) == ["open", "discarded"])
    #expect(parked.map(\.attempts) == [1, 0])
  }

  @Test func aChangedByteIsFound() async throws {
    try await load(.midRound)
    let report = try await pool.run { db in
      try db.execute("UPDATE ledger.event SET subject = 'another' WHERE position = 100")
      return try LedgerVerifier().verify(db)
    }
    #expect(report.firstBadPosition == 100)
  }

  /// With the adoption at its end as well: rules are not retroactive.
  @Test(arguments: [false, true]) func foldsToWhatItsProgramSaid(adopted: Bool) async throws {
    try await load(.uncut)
    let live = LiveProjections(group: try LedgerTests.folds())
    try await pool.run { db in
      if adopted {
        let last = try #require(try db.query("SELECT recorded_at FROM ledger.head").first?.timestampMicros(0))
        #expect(try LedgerSetup.adopt(db, now: Timestamp(microseconds: last)) == RuleSet.allCases)
      }
      #expect(try live.prepare(db))
      while try live.live.step(db, limit: 500).count > 0 {}
    }
    try await expectTheRecordedOutcome()
  }

  /// New rules are not retroactive: adopted at the end, they change nothing of what is below.
  @Test func rulesThatAreAdoptedNowChangeNothingOfIt() async throws {
    try await load(.uncut)
    let live = LiveProjections(group: try LedgerTests.folds())
    try await pool.run { db in
      #expect(try LedgerSetup.adopt(db, now: Timestamp(microseconds: 0)) == RuleSet.allCases)
      #expect(try live.prepare(db))
      while try live.live.step(db, limit: 500).count > 0 {}
      #expect(try db.query("SELECT position FROM fold.rule WHERE name = 'doors'").count == 1)
      #expect(try db.query("SELECT 1 FROM fold.input_problem").isEmpty)
    }
    try await expectTheRecordedOutcome()
  }

  /// The read models that the program had folded, by its own SQL, give way to those of this one.
  @Test func itsReadModelsAreReplaced() async throws {
    try await load(.uncut)
    let version = try #require(try witness.lines("fold_version.copy").dropFirst().first?.split(separator: "\t")[1])
    let live = LiveProjections(group: try LedgerTests.folds())
    try await pool.run { db in
      let before = LiveProjections(group: try FoldVersions.load(db, group: "core", version: String(version)))
      #expect(try before.prepare(db))
      while try before.live.step(db, limit: 500).count > 0 {}
      if try !live.prepare(db) { _ = try live.rebuild(db, limit: 500) }
      #expect(try live.live.version(db) == live.group.version)
    }
    try await expectTheRecordedOutcome()
  }

  private func expectTheRecordedOutcome() async throws {
    for outcome in Witness.Outcome.allCases {
      let (found, recorded) = (try await pool.run { try Witness.outcome(outcome, $0) }, try witness.recorded(outcome))
      #expect(recorded.count > 1)
      #expect(Witness.difference(found, recorded) == nil, "\(outcome.rawValue)")
    }
    let errors = try await pool.run { try FoldErrorCount.load($0) }
    #expect(errors.isEmpty)
  }
}
