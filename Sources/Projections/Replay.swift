import Postgres

/// The read models as they were at a moment of the past: the same fold stopped earlier, in schemas of its own beside
/// the live ones. `NAME` has the views (and is to that moment what `millrace` is to now), `NAME_fold` the tables.
package struct Replay: Sendable {
  package var group: ProjectionGroup
  package var name: String

  /// - Throws: `ProjectionError.name` unless the name is made of lower-case letters, digits and `_`, and free for use.
  package init(group: ProjectionGroup, name: String) throws {
    try Replay.check(name)
    self.group = group
    self.name = name
  }

  /// Its tables.
  package var fold: ProjectionFold { ProjectionFold(group: group, schema: name + "_fold", role: .auditor) }

  static let marker = "A replay of the ledger"

  private func views(at position: Int64) -> AnalystViews {
    AnalystViews(
      group: group, schema: name, over: fold.schema, comment: "\(Replay.marker), as of position \(position)")
  }

  /// Folds up to a position, from the beginning or from where an interrupted replay stopped; the views appear when it
  /// is there. A finished replay can be moved on to a later position.
  /// - Parameters:
  ///   - limit: most ledger positions in one transaction.
  ///   - report: called after each transaction.
  /// - Throws: `ProjectionError` where the name is taken, the replay is past that position already, or was folded by
  ///   other files.
  /// - Returns: the analysts' projections that could not be replayed.
  @discardableResult
  package func run(
    _ db: PostgresSession, to position: Int64, limit: Int64, report: (FoldProgress) throws -> Void = { _ in }
  ) throws -> [Failure] {
    try prepare(db)
    let start = try fold.position(db)
    guard start <= position else {
      throw ProjectionError(
        .name,
        "replay \(name) is at position \(start), past \(position); drop it first with --drop, or take another name")
    }
    // While it moves it is at no moment that anybody asked for.
    if start < position { try views(at: start).drop(db) }
    var analyzed = start
    while true {
      let step = try fold.step(db, limit: limit, bound: position)
      try report(FoldProgress(step.position < position ? .folding : .done, position: step.position, target: position))
      if step.position >= position || step.count == 0 { break }
      if step.position >= 2 * analyzed {
        try fold.analyze(db)
        analyzed = step.position
      }
    }
    try fold.analyze(db)
    try db.transaction {
      try db.script("SET LOCAL ROLE \(DatabaseRole.auditor.rawValue)")
      try views(at: position).make(db)
    }
    return try foldAnalysts(db, to: position, limit: limit)
  }

  /// Removes it; returns whether there was one.
  @discardableResult
  package func drop(_ db: PostgresSession) throws -> Bool {
    guard try isReplay(db, fold.schema) else { return false }
    try dropAnalysts(db)
    try views(at: 0).drop(db)
    try fold.drop(db)
    return true
  }

  private func prepare(_ db: PostgresSession) throws {
    for schema in [name, fold.schema] where try !isReplay(db, schema) {
      let taken = try db.query("SELECT to_regnamespace($1) IS NOT NULL", [.text(quoteIdentifier(schema))])
      if try taken.first?.bool(0) ?? false {
        throw ProjectionError(.name, "schema \(schema) exists and is no replay; take another name")
      }
    }
    try db.transaction {
      try fold.prepare(db)
      try db.script("COMMENT ON SCHEMA \(quoteIdentifier(fold.schema)) IS \(quoteLiteral(Replay.marker + ": tables"))")
    }
  }

  private func isReplay(_ db: PostgresSession, _ schema: String) throws -> Bool {
    try comment(db, on: schema)?.hasPrefix(Replay.marker) ?? false
  }

  func comment(_ db: PostgresSession, on schema: String) throws -> String? {
    let sql = "SELECT obj_description(to_regnamespace($1), 'pg_namespace')"
    return try db.query(sql, [.text(quoteIdentifier(schema))]).first?.optionalText(0)
  }

  /// The last position recorded at or before a time, in microseconds since 1970; 0 where there is none.
  package static func position(_ db: PostgresSession, at microseconds: Int64) throws -> Int64 {
    try db.query("SELECT ledger.position_at($1)", [.timestamp(microseconds)]).first?.int64(0) ?? 0
  }

  private static func check(_ name: String) throws {
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let isPlain = name.utf8.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "_") }
    let reserved = ["fold", "ledger", "artifact", "reactor", "millrace", "public", "projection", "analyst", "pg_"]
    guard isPlain, let first = name.utf8.first, letters.contains(first), name.utf8.count <= 30,
      !reserved.contains(where: name.hasPrefix), !name.hasSuffix("_fold")
    else {
      throw ProjectionError(
        .name,
        "a replay cannot be called \"\(name)\"; take lower-case letters, digits and _, at most 30, not beginning "
          + "with " + reserved.joined(separator: ", ") + " and not ending with _fold")
    }
  }
}
