import Postgres

/// One loop as the read models have it.
struct SlotRow: Sendable, Hashable {
  let loop: String
  let state: String
  let config: String
  let configDigest: String
  let generation: Int64
  let modelID: String?
  /// SHA-256 of the model's artifact.
  let artifact: String?

  static let query = """
    SELECT l.loop, l.state, l.config::text, l.config_digest, coalesce(s.generation, 0), s.model_id, m.artifact
    FROM (SELECT DISTINCT ON (v.loop) v.* FROM fold.loop_version v ORDER BY v.loop, v.position DESC) l
    LEFT JOIN fold.serving_slot s ON s.loop = l.loop
    LEFT JOIN fold.model m ON m.model_id = s.model_id
    ORDER BY l.loop
    """

  init(_ row: PostgresRow) throws {
    loop = try row.text(0)
    state = try row.text(1)
    config = try row.text(2)
    configDigest = try row.text(3)
    generation = try row.int64(4)
    modelID = try row.optionalText(5)
    artifact = try row.optionalText(6)
  }
}
