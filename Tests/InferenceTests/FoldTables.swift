import Artifacts
import Domain
import Foundation
import Postgres
import Projections
import TestSupport

/// The read models that the follower reads, as `projections/core` declares them, filled by hand.
struct FoldTables: Sendable {
  let pool: PostgresPool

  /// Makes the live copy's tables and views in the test's database.
  init(_ pool: PostgresPool) async throws {
    self.pool = pool
    let group = try ProjectionGroup(name: "core", directory: home + "/projections/core")
    _ = try await pool.run { db in try LiveProjections(group: group).prepare(db) }
  }

  /// An interaction that was answered by default.
  func record(_ interaction: String, loop: String) async throws {
    try await pool.run { db in
      _ = try db.execute(
        """
        INSERT INTO fold.interaction (loop, interaction_id, position, recorded_at, occurred_at, source, generation, input,
          output, usable, time_implausible, implausible_as_recorded)
        VALUES ($1, $2, 4, now(), now(), '/test', 0, '{}', '{}', true, false, false)
        """, [.text(loop), .text(interaction)])
    }
  }

  func configure(_ config: LoopConfig, position: Int64 = 1, state: String = "active") async throws {
    try await configure(config.json, loop: config.name, digest: config.digest, position: position, state: state)
  }

  /// Any text as a configuration.
  func configure(
    _ config: JSONValue, loop: String, digest: String, position: Int64, state: String = "active"
  ) async throws {
    let text = config.canonicalText
    try await pool.run { db in
      _ = try db.execute(
        """
        INSERT INTO fold.loop_version (loop, position, recorded_at, state, config, config_digest, config_position, clock,
          join_window, aggregation, plausible_before, plausible_after, inputs, sandbox)
        VALUES ($1, $2, now(), $3, $4, $5, $2, 'occurred', '1 hour', 'last', '30 days', '10 minutes', '[]', false)
        """,
        [.text(loop), .int(position), .text(state), .json(text), .text(digest)])
    }
  }

  /// The model, its artifact stored unless told otherwise.
  func register(_ model: TinyModel, loop: String, isStored: Bool = true) async throws {
    let store = try ArtifactStore(pool: pool)
    let digest = isStored ? try await store.store(model.artifact) : Digest.hex(of: model.artifact)
    try await pool.run { db in
      _ = try db.execute(
        """
        INSERT INTO fold.model (model_id, loop, run_id, dataset_id, learner, code_version, artifact, artifact_bytes,
          position, recorded_at)
        VALUES ($1, $2, 'run', 'dataset', 'mlp', '1', $3, $4, 2, now()) ON CONFLICT DO NOTHING
        """,
        [.text(model.id), .text(loop), .text(digest), .int(Int64(model.artifact.count))])
    }
  }

  /// Changes the slot as a promotion (or, without a model, a rollback to the default answer) does, and notifies.
  func promote(_ modelID: String?, loop: String, generation: Int64) async throws {
    try await pool.run { db in
      try db.transaction {
        try db.execute(
          """
          INSERT INTO fold.serving_slot (loop, generation, model_id, position, recorded_at) VALUES ($1, $2, $3, 3, now())
          ON CONFLICT (loop) DO UPDATE SET generation = excluded.generation, model_id = excluded.model_id
          """,
          [.text(loop), .int(generation), PostgresValue(modelID)])
        try db.notify("projection", "3")
      }
    }
  }
}
