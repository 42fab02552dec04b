import Postgres

/// One loop as who serves it needs it: its configuration of now, and what its slot holds.
package struct ServingSlotRow: Sendable, Hashable {
  package let loop: String
  package let state: String
  /// JSON.
  package let config: String
  package let configDigest: String
  /// Where the configuration was stated.
  package let configPosition: Int64
  package let generation: Int64
  package let modelID: String?
  /// SHA-256 of the model's artifact.
  package let artifact: String?

  /// Those of all loops, by name.
  package static func all(_ db: PostgresSession) throws -> [ServingSlotRow] {
    try db.query(
      """
      SELECT l.loop, l.state, l.config::text, l.config_digest, l.config_position, coalesce(s.generation, 0) AS generation,
        s.model_id, m.artifact
      FROM (SELECT DISTINCT ON (v.loop) v.* FROM fold.loop_version v ORDER BY v.loop, v.position DESC) l
      LEFT JOIN fold.serving_slot s ON s.loop = l.loop
      LEFT JOIN fold.model m ON m.model_id = s.model_id
      ORDER BY l.loop
      """
    ).map(ServingSlotRow.init)
  }

  /// The same slot under the configuration before this one, for where this one cannot be read; nil: there is none.
  package func earlier(_ db: PostgresSession) throws -> ServingSlotRow? {
    try db.query(
      """
      SELECT v.loop, $3::text AS state, v.config::text, v.config_digest, v.config_position, $4::bigint AS generation,
        $5::text AS model_id, $6::text AS artifact
      FROM fold.loop_version v WHERE v.loop = $1 AND v.position < $2 ORDER BY v.position DESC LIMIT 1
      """,
      [
        .text(loop), .int(configPosition), .text(state), .int(generation), PostgresValue(modelID),
        PostgresValue(artifact),
      ]
    ).first.map(ServingSlotRow.init)
  }

  private init(_ row: PostgresRow) throws {
    loop = try row.text("loop")
    state = try row.text("state")
    config = try row.text("config")
    configDigest = try row.text("config_digest")
    configPosition = try row.int64("config_position")
    generation = try row.int64("generation")
    modelID = try row.optionalText("model_id")
    artifact = try row.optionalText("artifact")
  }
}
