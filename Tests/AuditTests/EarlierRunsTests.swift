import Artifacts
import Domain
import Evaluation
import Foundation
import Learning
import Postgres
import Projections
import ReadModels
import TestSupport
import Testing

@testable import Audit

/// The runs that an earlier program made, by a version of the learner that is not trained by any more, are made again.
@Suite(.database, .timeLimit(.minutes(15)))
struct EarlierRunsTests {
  @Test func areMadeAgainByTheVersionThatMadeThem() async throws {
    let (witness, pool) = (Witness(), Database.current.pool)
    try await witness.load(.uncut, into: pool)
    try await Migrator(directory: Database.migrations).apply(pool)
    let live = LiveProjections(
      group: try ProjectionGroup(name: "core", directory: witness.folder.path + "/../../../projections/core"))
    try await pool.run { db in
      _ = try live.prepare(db)
      while try live.live.step(db, limit: 500).count > 0 {}
    }
    let (runs, recorded) = try await pool.run { db in
      let rows = try db.query(
        "SELECT run_id, parent IS NOT NULL AS warm FROM fold.run WHERE state = 'completed' ORDER BY started_position")
      let runs = try rows.map { (id: try $0.text("run_id"), isWarm: try $0.bool("warm")) }
      return (runs, try runs.map { try RecordedRun.load(db, id: $0.id) })
    }
    #expect(recorded.allSatisfy { $0?.trial.codeVersion == "1" })
    // One from chance, one from a champion's weights, and the last.
    let chosen = [runs.first, runs.first { $0.isWarm }, runs.last].compactMap { $0?.id }
    #expect(chosen.count == 3)
    let here = Fingerprint.current(binary: "another").json
    let reproducer = Reproducer(
      pool: pool, artifacts: try ArtifactStore(pool: pool), learners: .standard, fingerprint: here)
    for id in chosen {
      let result = try await reproducer.reproduce(run: id)
      #expect(result.datasetIsEqual, "\(result.text)")
      // The binary is another one always; where nothing else is, every bit is the same.
      if result.fingerprintDifferences.allSatisfy({ $0.hasPrefix("binary") }) {
        #expect(result.isBitwiseEqual, "\(result.text)")
      } else {
        #expect((result.largestDifference ?? 0) < 0.01, "\(result.text)")
      }
    }
  }
}
