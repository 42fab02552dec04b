import Artifacts
import Domain
import Learning
import Ledger
import Postgres
import ReadModels

/// Loads stored models, and keeps the last few in memory.
package actor ModelLibrary {
  private let pool: PostgresPool
  private let artifacts: ArtifactStore
  private let learners: LearnerRegistry
  private var kept: [(id: String, model: any Model)] = []

  package init(pool: PostgresPool, artifacts: ArtifactStore, learners: LearnerRegistry) {
    self.pool = pool
    self.artifacts = artifacts
    self.learners = learners
  }

  /// - Throws: `LedgerError.missing` where no completed run made that model.
  package func record(_ id: String) async throws -> ModelRecord {
    guard let record = try await pool.run({ try ModelRecord.load($0, id: id) }) else {
      throw LedgerError(.missing, "model \(id) is not in the ledger; `millrace status` lists the champions")
    }
    return record
  }

  /// The stored model, or where there is none the loop's default answer.
  package func answerer(_ id: String?, config: LoopConfig) async throws -> Answerer {
    guard let id else { return .standard(config.defaultAnswer) }
    return .model(try await model(id))
  }

  /// Who answers for a champion on some examples: its model, or where that cannot be loaded, or cannot read them, the
  /// loop's default answer, with the reason.
  /// - Throws: what may pass.
  package func champion(
    _ id: String?, config: LoopConfig, on examples: ExampleSet
  ) async throws -> (answerer: Answerer, problem: RoundFailure?) {
    guard let id else { return (.standard(config.defaultAnswer), nil) }
    let found = try await RoundFailure.catching {
      let loaded = try await self.model(id)
      // One row tells as much as all: a column is of a kind that the model reads, or it is not.
      _ = try Answerer.model(loaded).scores(on: examples.subset(0..<min(1, examples.count)))
      return loaded
    }
    switch found {
    case .success(let model): return (.model(model), nil)
    case .failure(let problem): return (.standard(config.defaultAnswer), problem)
    }
  }

  package func model(_ id: String) async throws -> any Model {
    if let found = kept.first(where: { $0.id == id }) { return found.model }
    let model = try learners.load(try await artifacts.load(try await record(id).artifact))
    kept = [(id, model)] + kept.prefix(3)
    return model
  }
}
