import Postgres

/// Folds the ledger again, in the shadow, and compares the live tables with what comes out: row counts, checksums, and
/// where these differ, rows.
package struct ProjectionVerifier: Sendable {
  package static let schema = "fold_verify"
  /// Most rows named for each table that differs.
  package static let namedRows = 5

  package var group: ProjectionGroup

  package init(group: ProjectionGroup) { self.group = group }

  private var live: ProjectionFold { ProjectionFold(group: group, schema: LiveProjections.schema) }
  private var shadow: ProjectionFold {
    ProjectionFold(group: group, schema: ProjectionVerifier.schema, role: .auditor)
  }

  /// Compares at the position where the live copy stands when the shadow has caught up. The live fold is held for as
  /// long as the last window takes; the comparison itself reads a snapshot.
  /// - Throws: `ProjectionError.busy` where another verification is under way, `.missing` or `.versionMismatch` where
  ///   there is no live copy of these files.
  package func verify(
    _ db: PostgresSession, limit: Int64, report: (FoldProgress) throws -> Void = { _ in }
  ) throws -> Verification {
    let result = try db.withAdvisoryLock("millrace.projection.verify", waits: false) {
      try checkLive(db)
      // What an interrupted verification left may be older than what somebody did to it.
      try shadow.drop(db)
      try shadow.prepare(db)
      let result = try compare(db, limit: limit, report: report)
      try shadow.drop(db)
      return result
    }
    guard let result else {
      throw ProjectionError(.busy, "another verification is under way in this database; wait for its end, or stop it")
    }
    return result
  }

  private func checkLive(_ db: PostgresSession) throws {
    guard let version = try live.version(db) else {
      throw ProjectionError(.missing, "there is no live copy to verify; start the projector, or `millrace up`")
    }
    guard version == group.version else {
      throw ProjectionError(
        .versionMismatch,
        "the live copy was folded by version \(version.prefix(12)) of the projections, the files are version "
          + "\(group.version.prefix(12)); verify with the program that folded it, or rebuild")
    }
  }

  private func compare(
    _ db: PostgresSession, limit: Int64, report: (FoldProgress) throws -> Void
  ) throws -> Verification {
    while true {
      let step = try shadow.step(db, limit: limit, bound: try live.position(db))
      try report(FoldProgress(.folding, position: step.position, target: try live.position(db)))
      if step.count < limit { break }
    }
    try shadow.analyze(db)
    return try inSnapshot(db, limit: limit) {
      let position = try live.position(db)
      guard try shadow.position(db) == position else {
        throw ProjectionError(.busy, "the live copy was replaced while it was verified; verify again")
      }
      let result = try compareTables(db, at: position)
      try report(FoldProgress(.done, position: position, target: position))
      return result
    }
  }

  private func compareTables(_ db: PostgresSession, at position: Int64) throws -> Verification {
    let (tables, differences) = try TableComparison(live: live.schema, shadow: shadow.schema).compare(db)
    return Verification(
      group: group.name, version: group.version, position: position, tables: tables, differences: differences)
  }

  /// Runs a closure in a snapshot in which the live copy and the shadow stand at the same position. The live fold is
  /// held only until the snapshot is taken.
  private func inSnapshot<T>(_ db: PostgresSession, limit: Int64, _ body: () throws -> T) throws -> T {
    let result = try db.withAdvisoryLock(
      live.lock,
      releasing: { release in
        let position = try live.position(db)
        while try shadow.step(db, limit: limit, bound: position).count > 0 {}
        let tables = try live.tables(db).map { "\(live.schema).\(quoteIdentifier($0))" }
        return try db.transaction(isolation: .repeatableRead, readOnly: true) {
          // Locking takes no snapshot yet; it keeps a rebuild from taking the tables away under the comparison.
          try db.script("LOCK TABLE \(tables.joined(separator: ", ")) IN ACCESS SHARE MODE")
          _ = try live.position(db)
          release()
          return try body()
        }
      })
    guard let result else { throw ProjectionError(.busy, "the live fold could not be held; verify again") }
    return result
  }
}
