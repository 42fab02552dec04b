import Postgres

/// What differs between the read models of two moments: champions, verdicts, datasets, counts.
package struct MomentDiff: Sendable, Hashable {
  /// A kind of difference, as a table of text; a dash stands for nothing there.
  package struct Section: Sendable, Hashable {
    package var title: String
    package var columns: [String]
    package var rows: [[String]]
  }

  package var positions: [Int64]
  package var sections: [Section]

  /// Compares the views in two schemas: replays by name, or `millrace` for the live ones.
  /// - Throws: `ProjectionError.missing` where a schema has no views.
  package init(_ db: PostgresSession, _ first: String, _ second: String) throws {
    let (a, b) = (quoteIdentifier(first), quoteIdentifier(second))
    // One snapshot: the live side may be moving.
    self = try db.transaction(isolation: .repeatableRead, readOnly: true) {
      let positions = try [first, second].map { try MomentDiff.position(db, of: $0) }
      let names = [first, second]
      return MomentDiff(
        positions: positions,
        sections: [
          try MomentDiff.section(
            db, "champions", ["loop"] + names,
            """
            SELECT loop, coalesce(x.generation || ' ' || coalesce(x.model_id, 'default answer'), '-'),
              coalesce(y.generation || ' ' || coalesce(y.model_id, 'default answer'), '-')
            FROM \(a).serving_slot x FULL JOIN \(b).serving_slot y USING (loop)
            WHERE (x.generation, x.model_id) IS DISTINCT FROM (y.generation, y.model_id) ORDER BY loop
            """),
          try MomentDiff.section(
            db, "champion changes", ["loop", "generation", "position"] + names,
            """
            SELECT loop, generation::text, coalesce(y.position, x.position)::text,
              coalesce(x.change || ' ' || coalesce(x.model_id, 'default answer'), '-'),
              coalesce(y.change || ' ' || coalesce(y.model_id, 'default answer'), '-')
            FROM \(a).champion_history x FULL JOIN \(b).champion_history y USING (loop, generation)
            WHERE (x.position, x.model_id) IS DISTINCT FROM (y.position, y.model_id) ORDER BY loop, generation
            """),
          try MomentDiff.section(
            db, "verdicts", ["loop", "challenger", "evaluation"] + names,
            """
            SELECT coalesce(y.loop, x.loop), coalesce(y.challenger, x.challenger), evaluation_id,
              CASE WHEN x.loop IS NULL THEN '-' ELSE coalesce(x.outcome, 'open') END,
              CASE WHEN y.loop IS NULL THEN '-' ELSE coalesce(y.outcome, 'open') END
            FROM \(a).verdict x FULL JOIN \(b).verdict y USING (evaluation_id)
            WHERE (x.started_position, x.outcome) IS DISTINCT FROM (y.started_position, y.outcome)
            ORDER BY coalesce(y.started_position, x.started_position), evaluation_id
            """),
          try MomentDiff.section(
            db, "datasets", ["loop", "dataset", "sealed at"] + names,
            """
            SELECT coalesce(y.loop, x.loop), dataset_id, coalesce(y.position, x.position)::text,
              CASE WHEN x.loop IS NULL THEN '-' ELSE 'sealed' END, CASE WHEN y.loop IS NULL THEN '-' ELSE 'sealed' END
            FROM \(a).dataset x FULL JOIN \(b).dataset y USING (dataset_id)
            WHERE x.position IS DISTINCT FROM y.position ORDER BY coalesce(y.position, x.position), dataset_id
            """),
          try MomentDiff.counts(db, first, second),
        ])
    }
  }

  private init(positions: [Int64], sections: [Section]) {
    self.positions = positions
    self.sections = sections
  }

  private static func position(_ db: PostgresSession, of schema: String) throws -> Int64 {
    let view = quoteIdentifier(schema) + ".checkpoint"
    guard try db.query("SELECT to_regclass($1) IS NOT NULL", [.text(view)]).first?.bool(0) ?? false else {
      throw ProjectionError(
        .missing,
        "there are no views in schema \(schema); give the name of a finished replay, or millrace for the live ones")
    }
    return try db.query("SELECT position FROM \(view) ORDER BY group_name = 'core' DESC").first?.int64(0) ?? 0
  }

  private static func section(
    _ db: PostgresSession, _ title: String, _ columns: [String], _ sql: String
  ) throws -> Section {
    let rows = try db.query(sql).map { row in try columns.indices.map { try row.text($0) } }
    return Section(title: title, columns: columns, rows: rows)
  }

  private static func counts(_ db: PostgresSession, _ first: String, _ second: String) throws -> Section {
    let views = try db.query(
      """
      SELECT viewname FROM pg_views WHERE schemaname = $1 AND viewname <> 'checkpoint'
      INTERSECT SELECT viewname FROM pg_views WHERE schemaname = $2 ORDER BY viewname
      """, [.text(first), .text(second)]
    ).map { try $0.text(0) }
    var rows: [[String]] = []
    for view in views {
      let counts = try [first, second].map { schema in
        try db.query("SELECT count(*)::text FROM \(quoteIdentifier(schema)).\(quoteIdentifier(view))").first?.text(0)
          ?? "-"
      }
      if counts[0] != counts[1] { rows.append([view] + counts) }
    }
    return Section(title: "rows", columns: ["view", first, second], rows: rows)
  }
}
