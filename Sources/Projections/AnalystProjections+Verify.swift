import Postgres

extension AnalystProjections {
  /// Folds a projection again in the shadow, up to where its live copy stands, and compares the two.
  ///
  /// It is one transaction in one snapshot, so that the live copy goes on meanwhile, and the shadow is gone afterwards. A
  /// live copy that differs was changed by somebody, or its fold reads what is not in its window.
  /// - Parameters:
  ///   - limit: most ledger positions in one window.
  ///   - report: called after each window.
  /// - Throws: `ProjectionError.missing` where there is no projection of this name; what Postgres says of its statements.
  package static func verify(
    _ db: PostgresSession, _ name: String, limit: Int64, report: (FoldProgress) throws -> Void = { _ in }
  ) throws -> Verification {
    try db.transaction(isolation: .repeatableRead) {
      guard let projection = try StoredProjection.all(db).first(where: { $0.name == name && $0.isLive }) else {
        throw missing(name)
      }
      let shadow = "analyst_\(name)_verify"
      let run = LimitedRun(projection: name, role: projection.role, schema: shadow, views: AnalystViews.liveSchema)
      try run.enter(db, as: .auditor)
      try run.makeTables(db, projection.tables)
      var from: Int64 = 0
      while from < projection.position {
        let to = min(from + limit, projection.position)
        try run.fold(db, projection.folds, from: from, to: to)
        from = to
        try report(
          FoldProgress(to < projection.position ? .folding : .done, position: to, target: projection.position))
      }
      try db.script("SET LOCAL statement_timeout = 0")
      let comparison = TableComparison(live: projection.schema, shadow: shadow)
      let (tables, differences) = try comparison.compare(db)
      try db.script("DROP SCHEMA \(quoteIdentifier(shadow)) CASCADE")
      return Verification(
        group: name, version: projection.digest, position: projection.position, tables: tables,
        differences: differences)
    }
  }
}
