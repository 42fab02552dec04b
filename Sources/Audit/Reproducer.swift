import Artifacts
import Domain
import Evaluation
import Learning
import Ledger
import Postgres
import Projections
import ReadModels

/// Makes models again from the ledger alone: the dataset by the folds that fed it, the training by its recipe.
package struct Reproducer: Sendable {
  private let pool: PostgresPool
  private let artifacts: ArtifactStore
  private let learners: LearnerRegistry
  private let fingerprint: JSONValue
  private let work = TrainingThread()

  /// - Parameter fingerprint: of this machine and program.
  package init(pool: PostgresPool, artifacts: ArtifactStore, learners: LearnerRegistry, fingerprint: JSONValue) {
    self.pool = pool
    self.artifacts = artifacts
    self.learners = learners
    self.fingerprint = fingerprint
  }

  /// - Throws: `LedgerError.missing` where the ledger has no such completed run, or this program does not keep the version
  ///   of the learner that made it; what Postgres and the learner say.
  package func reproduce(run id: String) async throws -> Reproduction {
    let found = try await pool.run { db -> (RecordedRun, Round, String?)? in
      guard let run = try RecordedRun.load(db, id: id),
        let round = try Round.load(db, loop: run.loop, datasetID: run.trial.datasetID)
      else { return nil }
      return (run, round, try run.trial.parent.flatMap { try ModelRecord.load(db, id: $0)?.artifact })
    }
    guard let (run, round, parent) = found else {
      throw LedgerError(.missing, "no completed run \(id) is in the ledger; millrace.run lists them")
    }
    let learner = try learners.learner(run.trial.learner)
    guard learner.at(codeVersion: run.trial.codeVersion) != nil else {
      throw LedgerError(
        .missing,
        "the run was made by \(run.trial.learner) version \(run.trial.codeVersion), which this program does not keep; "
          + "reproduce it with the program whose SHA-256 is \(run.fingerprint["binary"]?.string ?? "unknown")")
    }
    let version = round.dataset.foldVersion
    return try await EarlierFolds(pool: pool).with([version: round.dataset.tickPosition]) { schemas in
      try await reproduce(
        run, id: id, round: round, parentArtifact: parent, schema: schemas[version] ?? LiveProjections.schema)
    }
  }

  private func reproduce(
    _ run: RecordedRun, id: String, round: Round, parentArtifact: String?, schema: String
  ) async throws -> Reproduction {
    let dataset = try await DatasetReader(pool: pool, schema: schema).dataset(
      loop: run.loop, config: round.config, asOfTick: round.dataset.tickPosition, sealedAt: round.dataset.position)
    var result = Reproduction(
      runID: id, modelID: run.trial.modelID, sealedHash: round.dataset.contentHash,
      madeHash: dataset?.contentHash ?? "none: there are too few examples", recordedArtifact: run.artifact,
      madeArtifact: nil, fingerprintDifferences: run.differences(from: fingerprint), largestDifference: nil)
    guard let dataset, result.datasetIsEqual else { return result }
    let trained = try await TrialTraining(learners: learners, artifacts: artifacts, work: work).train(
      run.trial, transform: round.dataset.transform, dataset: dataset, parentArtifact: parentArtifact)
    result.madeArtifact = Digest.hex(of: trained.artifact)
    if !result.isBitwiseEqual {
      let recorded = try learners.load(try await artifacts.load(run.artifact))
      let made = try learners.load(trained.artifact)
      result.largestDifference = try [DatasetPart.validation, .holdout].map { part in
        let inputs = dataset.part(part).inputs
        return zip(try recorded.predict(inputs), try made.predict(inputs)).map { Double(abs($0 - $1)) }.max() ?? 0
      }.max()
    }
    return result
  }
}
