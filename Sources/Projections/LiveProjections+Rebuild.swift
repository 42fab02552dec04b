import Postgres

extension LiveProjections {
  /// Folds a new copy beside the live one, from the beginning or from where an interrupted rebuild stopped, and lets
  /// it take the live one's place. Events keep arriving, and the live copy keeps being folded, until the switch.
  ///
  /// It may be stopped at any moment; what was folded stays for the next one. The copy that was live is kept in schema
  /// `fold_old` until the next rebuild or `prune`.
  /// - Parameters:
  ///   - limit: most ledger positions in one transaction.
  ///   - report: called after each transaction.
  /// - Returns: the position at which the new copy took over.
  /// - Throws: `ProjectionError.busy` where another rebuild is under way.
  package func rebuild(
    _ db: PostgresSession, limit: Int64, report: (FoldProgress) throws -> Void = { _ in }
  ) throws -> Int64 {
    let lock = "millrace.projection.rebuild"
    let position = try db.withAdvisoryLock(lock, waits: false) { try rebuildAlone(db, limit: limit, report: report) }
    guard let position else {
      throw ProjectionError(.busy, "another rebuild is under way in this database; wait for its end, or stop it")
    }
    return position
  }

  private func rebuildAlone(
    _ db: PostgresSession, limit: Int64, report: (FoldProgress) throws -> Void
  ) throws -> Int64 {
    try FoldVersions.store(db, group)
    if let version = try next.version(db), version != group.version { try next.drop(db) }
    try next.prepare(db)
    try FoldVersions.markBegun(db, group, at: try next.position(db))
    while true {
      try catchUp(db, limit: limit, report: report)
      if let position = try switchOver(db, limit: limit) {
        try report(FoldProgress(.done, position: position, target: position))
        return position
      }
      let position = try next.position(db)
      try report(FoldProgress(.waiting, position: position, target: position))
      try db.execute("SELECT pg_sleep(0.2)")
    }
  }

  /// Drops the copy that the last rebuild replaced; returns whether there was one.
  @discardableResult
  package func prune(_ db: PostgresSession) throws -> Bool {
    guard try old.version(db) != nil else { return false }
    try old.drop(db)
    return true
  }

  /// Folds the new copy until it is within one window of the ledger's head.
  private func catchUp(_ db: PostgresSession, limit: Int64, report: (FoldProgress) throws -> Void) throws {
    var analyzed = try next.position(db)
    while true {
      let step = try next.step(db, limit: limit)
      let head = try db.query("SELECT position FROM ledger.head").first?.int64(0) ?? 0
      try report(FoldProgress(.folding, position: step.position, target: head))
      // The plans of the folds depend on how large the tables are.
      if step.position >= 2 * analyzed {
        try next.analyze(db)
        analyzed = step.position
      }
      if step.count < limit { return }
    }
  }
}
