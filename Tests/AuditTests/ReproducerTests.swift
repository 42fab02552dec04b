import Domain
import Evaluation
import Foundation
import Learning
import Postgres
import Projections
import ReactorSupport
import TestSupport
import Testing

@testable import Audit

/// Models are made again by the folds that fed them, also when other folds are live by now.
@Suite(.database(migrated: true), .timeLimit(.minutes(15)))
struct ReproducerTests {
  private func reproducer(_ history: LoopHistory) -> Reproducer {
    Reproducer(
      pool: history.pool, artifacts: history.artifacts, learners: .standard,
      fingerprint: LoopHistory.fingerprint)
  }

  private func past() async throws -> (history: LoopHistory, tick: Int64, trained: LoopHistory.Trained) {
    var history = try await LoopHistory()
    for day in 0..<2 { try await history.day(day) }
    let tick = try await history.day(2)
    return (history, tick, try await history.round(tick: tick, day: 2.99))
  }

  @Test func anOlderRunIsMadeAgainByItsOwnFolds() async throws {
    var (history, tick, trained) = try await past()
    let live = try await reproducer(history).reproduce(run: trained.run)
    #expect(live.datasetIsEqual && live.isBitwiseEqual)

    // Another version of the folds takes over, and events keep arriving.
    let group = history.group
    try await history.changeFolds()
    let later = try await history.day(3)
    let other = try await DatasetReader(pool: history.pool).dataset(
      loop: LoopHistory.name, config: history.config, asOfTick: tick)
    #expect(other?.contentHash != live.sealedHash)

    let again = try await reproducer(history).reproduce(run: trained.run)
    #expect(again.sealedHash == live.sealedHash && again.madeHash == live.sealedHash)
    #expect(again.isBitwiseEqual, "\(again.text)")
    #expect(again.fingerprintDifferences.isEmpty)
    #expect(try await schemas(history.pool) == ["fold"])

    // What was sealed since is made again by the live ones, and by the stored ones once the first are live again.
    let newer = try await history.round(tick: later, day: 3.99)
    #expect(try await reproducer(history).reproduce(run: newer.run).isBitwiseEqual)
    _ = try await history.pool.run { [group] in try LiveProjections(group: group).rebuild($0, limit: 200) }
    #expect(try await reproducer(history).reproduce(run: newer.run).isBitwiseEqual)
    #expect(try await reproducer(history).reproduce(run: trained.run).isBitwiseEqual)
  }

  /// An auditor's rights are enough, and all the same again.
  @Test func anAuditorMayReproduce() async throws {
    var (history, _, trained) = try await past()
    try await history.changeFolds()
    let login = "auditor_\(Database.current.name)"
    _ = try await history.pool.run { try $0.script("CREATE ROLE \(login) LOGIN IN ROLE millrace_auditor") }
    var configuration = Database.current.configuration
    configuration.user = login
    let pool = PostgresPool(configuration: configuration, size: 1)
    let result: Result<Reproduction, any Error>
    do {
      result = .success(
        try await Reproducer(
          pool: pool, artifacts: try .init(pool: pool), learners: .standard, fingerprint: LoopHistory.fingerprint
        ).reproduce(run: trained.run))
    } catch {
      result = .failure(error)
    }
    await pool.close()
    _ = try await history.pool.run { try $0.script("DROP ROLE \(login)") }
    #expect(try result.get().isBitwiseEqual)
  }

  /// What was tampered with is told, files that are not those of the version are refused, and nothing is left behind by
  /// what fails on the way.
  @Test func whatCannotBeMadeAgainLeavesNothing() async throws {
    var (history, _, trained) = try await past()
    try await history.changeFolds()
    try await history.pool.run { db in
      try db.script(
        """
        UPDATE ledger.event SET data = replace(data::text, '"label":"yes"', '"label":"no"')::json
        WHERE type = 'millrace.feedback.received.v1'
        """)
    }
    let spoilt = try await reproducer(history).reproduce(run: trained.run)
    #expect(!spoilt.datasetIsEqual && spoilt.madeArtifact == nil)
    #expect(try await schemas(history.pool) == ["fold"])
    _ = try await history.pool.run { try $0.script("ALTER TABLE ledger.event DETACH PARTITION ledger.event_0") }
    await #expect(throws: ProjectionError.self) { try await reproducer(history).reproduce(run: trained.run) }
    #expect(try await schemas(history.pool) == ["fold"])
    try await history.pool.run { db in
      try db.script("UPDATE artifact.fold_version SET files = jsonb_set(files, '{0,text}', '\"--! tables\"')")
    }
    await #expect(throws: ProjectionError.self) { try await reproducer(history).reproduce(run: trained.run) }
    #expect(try await schemas(history.pool) == ["fold"])
  }

  private func schemas(_ pool: PostgresPool) async throws -> [String] {
    try await pool.run {
      try $0.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'fold%' ORDER BY 1").map { try $0.text(0) }
    }
  }
}
