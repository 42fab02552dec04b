import Postgres

extension Replay {
  /// A projection of an analyst's that could not be replayed, and why.
  package struct Failure: Sendable, Hashable {
    package var projection: String
    package var reason: String
  }

  /// Folds the analysts' own projections up to the position, over the replay's views, each whole in one transaction and
  /// into a schema `NAME_PROJECTION`.
  /// - Returns: those that failed; they do not keep the others from it.
  func foldAnalysts(_ db: PostgresSession, to position: Int64, limit: Int64) throws -> [Failure] {
    var failures: [Failure] = []
    for projection in try StoredProjection.all(db) where projection.isLive {
      do {
        try fold(db, projection, to: position, limit: limit)
      } catch let error as PostgresError where AnalystProjections.isItsOwn(error) {
        failures.append(Failure(projection: projection.name, reason: AnalystProjections.reason(error)))
      } catch let error as ProjectionError {
        failures.append(Failure(projection: projection.name, reason: error.message))
      }
    }
    return failures
  }

  private func fold(_ db: PostgresSession, _ projection: StoredProjection, to position: Int64, limit: Int64) throws {
    let run = LimitedRun(
      projection: projection.name, role: projection.role, schema: "\(name)_\(projection.name)", views: name)
    let comment =
      "\(analystMarker)projection \(projection.name) \(projection.digest.prefix(12)), as of position \(position)"
    if try self.comment(db, on: run.schema) == comment { return }
    try db.transaction {
      try db.script("SET LOCAL ROLE \(DatabaseRole.auditor.rawValue)")
      if try self.comment(db, on: run.schema)?.hasPrefix(analystMarker) ?? false {
        try db.script("DROP SCHEMA \(quoteIdentifier(run.schema)) CASCADE")
      }
      try run.enter(db, as: .auditor)
      try run.makeTables(db, projection.tables)
      var from: Int64 = 0
      while from < position {
        let to = min(from + limit, position)
        try run.fold(db, projection.folds, from: from, to: to)
        from = to
      }
      try db.script("COMMENT ON SCHEMA \(quoteIdentifier(run.schema)) IS \(quoteLiteral(comment))")
    }
  }

  func dropAnalysts(_ db: PostgresSession) throws {
    let schemas = try db.query(
      "SELECT nspname FROM pg_namespace WHERE starts_with(obj_description(oid, 'pg_namespace'), $1)",
      [.text(analystMarker)])
    for schema in schemas { try db.script("DROP SCHEMA \(quoteIdentifier(try schema.text(0))) CASCADE") }
  }

  private var analystMarker: String { "\(Replay.marker), \(name): " }
}
