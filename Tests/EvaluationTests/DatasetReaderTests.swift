import Domain
import Ledger
import Postgres
import ReactorSupport
import ReadModels
import TestSupport
import Testing

@testable import Evaluation

/// A dataset comes from one version of the folds, whenever another takes over.
@Suite(.database(migrated: true), .timeLimit(.minutes(15)))
struct DatasetReaderTests {
  /// What one version folded is not added to what another did.
  @Test func aReaderNoticesThatOtherFoldsTookOver() async throws {
    var history = try await LoopHistory()
    for day in 0..<2 { try await history.day(day) }
    let tick = try await history.day(2)
    let reader = DatasetReader(pool: history.pool)
    let old = history.group.version
    let first = try await reader.dataset(loop: LoopHistory.name, config: history.config, asOfTick: tick)
    #expect(first?.foldVersion == old)
    try await history.changeFolds()
    let later = try await history.day(3)
    let second = try await reader.dataset(loop: LoopHistory.name, config: history.config, asOfTick: later)
    let anew = try await DatasetReader(pool: history.pool).dataset(
      loop: LoopHistory.name, config: history.config, asOfTick: later)
    #expect(second?.contentHash == anew?.contentHash)
    #expect(second?.foldVersion == history.group.version && history.group.version != old)
  }

  /// A round that is open while other folds take over is finished on what was sealed.
  @Test func anOpenRoundIsReadFromTheCopyThatFedIt() async throws {
    var history = try await LoopHistory()
    for day in 0..<2 { try await history.day(day) }
    let tick = try await history.day(2)
    _ = try await history.round(tick: tick, day: 2.99)
    let round = try #require(
      try await history.pool.run { try Round.load($0, loop: LoopHistory.name, datasetID: "dataset-\(tick)") })
    let live = try await DatasetReader(pool: history.pool).dataset(loop: LoopHistory.name, of: round)
    #expect(live.contentHash == round.dataset.contentHash)
    try await history.changeFolds(prune: false)
    let old = try await DatasetReader(pool: history.pool).dataset(loop: LoopHistory.name, of: round)
    #expect(old.contentHash == round.dataset.contentHash && old.foldVersion == round.dataset.foldVersion)
    #expect(old.examples.labels == live.examples.labels)
    try await history.pool.run { try $0.script("DROP SCHEMA fold_old CASCADE") }
    // The copy that fed it is gone: the folds of then are folded anew, up to the tick, and dropped afterwards.
    let anew = try await DatasetReader(pool: history.pool).dataset(loop: LoopHistory.name, of: round)
    #expect(anew.contentHash == round.dataset.contentHash && anew.examples.labels == live.examples.labels)
    let schemas = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'fold\\_%'"
    #expect(try await history.pool.run { try $0.query(schemas).first?.int64(0) } == 0)
    // Where they are not stored either, nothing can be done any more.
    _ = try await history.pool.run { try $0.execute("DELETE FROM artifact.fold_version") }
    let failure = await #expect(throws: RoundFailure.self) {
      try await DatasetReader(pool: history.pool).dataset(loop: LoopHistory.name, of: round)
    }
    #expect(failure?.code == .foldVersionGone)
  }
}
