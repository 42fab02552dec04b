import Postgres
import Projections
import TestSupport
import Testing

/// The worked example in the comments of the folds of examples is what these folds do: the ledger in the comment is
/// folded, and every table in the comments is compared with what came out.
@Suite(.database(migrated: true, adopted: false))
struct WorkedExampleTests {
  private let group: ProjectionGroup
  private let comments: [String: CommentTable]

  init() throws {
    let all = try History.group()
    let texts = all.files.filter { ["50_closing_example", "55_joined_example"].contains($0.name) }.map(\.text)
    comments = CommentTable.all(in: texts.joined(separator: "\n"))
    group = try Self.keeping(all)
  }

  /// The folds, with one more between the two files, which keeps what `closing_example` has there.
  private static func keeping(_ group: ProjectionGroup) throws -> ProjectionGroup {
    let keeper = try ProjectionFile(
      name: "51_kept",
      text: """
        --! tables
        CREATE TABLE kept (above bigint NOT NULL, LIKE closing_example);
        --! fold
        INSERT INTO kept SELECT $1::bigint, c.* FROM closing_example c WHERE $1::bigint < $2::bigint;
        """)
    let files = (group.files + [keeper]).sorted { $0.name < $1.name }
    return ProjectionGroup(name: group.name, files: files, views: "")
  }

  @Test func theCommentsSayWhatTheFoldsDo() async throws {
    #expect(comments.count == 8)
    let ledger = try WorkedExample(#require(comments["The ledger"]))
    let (first, second) = (7 as Int64, 12 as Int64)
    try #require(ledger.ticks == [first, second])
    try await Database.current.pool.run { db in
      try History.append(db, ledger.events)
      let byTick = ProjectionFold(group: group, schema: "by_tick")
      try byTick.prepare(db)
      #expect(try byTick.step(db, limit: 1000, bound: first).position == first)
      let closedFirst = try compare(db, "closing_example, window above 0 up to 7", "by_tick.kept")
      _ = try compare(db, "open_interaction after 7", "by_tick.open_interaction")
      _ = try compare(db, "joined_example after 7", "by_tick.joined_example")
      #expect(try byTick.step(db, limit: 1000, bound: second).position == second)
      let closedSecond = try compare(
        db, "closing_example, window above 7 up to 12", "by_tick.kept", where: "above = 7")
      #expect(try rows(db, "by_tick.open_interaction", ["interaction_id"]).isEmpty)
      #expect(try rows(db, "by_tick.closing_example", ["interaction_id"]).isEmpty)
      _ = try compare(db, "joined_example after 12", "by_tick.joined_example")
      try compareTheTextsHashed(db, "by_tick.joined_example")

      let whole = ProjectionFold(group: group, schema: "whole")
      try whole.prepare(db)
      #expect(try whole.step(db, limit: 1000).position == second)
      let closed = try rows(db, "whole.kept", ["interaction_id", "revision", "tick_position"])
      #expect(Set(closed) == Set(closedFirst + closedSecond))
      _ = try compare(db, "joined_example after 12", "whole.joined_example")
      #expect(try ledger.sweep(closed: closed) == comments["The sweep, window above 0 up to 12"]?.rows)
    }
  }

  /// - Returns: the rows, as the comment shows them.
  private func compare(
    _ db: PostgresSession, _ caption: String, _ table: String, where condition: String = "true"
  ) throws -> [[String]] {
    let comment = try #require(comments[caption], "\(caption)")
    let found = try rows(db, table, comment.columns, where: condition)
    #expect(found == comment.rows, "\(caption)")
    return found
  }

  private func rows(
    _ db: PostgresSession, _ table: String, _ columns: [String], where condition: String = "true"
  ) throws -> [[String]] {
    let shown = columns.map { column in
      switch column {
      case "occurred_at": "to_char(occurred_at AT TIME ZONE 'UTC', 'HH24:MI')"
      case "content_hash": "left(encode(content_hash, 'hex'), 8)"
      default: "coalesce(\(column)::text, '')"
      }
    }
    let order = columns.count > 1 ? "1, 2" : "1"
    let sql = "SELECT \(shown.joined(separator: ", ")) FROM \(table) WHERE \(condition) ORDER BY \(order)"
    return try db.query(sql).map { row in try columns.indices.map { try row.text($0) } }
  }

  private func compareTheTextsHashed(_ db: PostgresSession, _ table: String) throws {
    let texts = try #require(comments["The texts hashed"])
    #expect(texts.rows.count == 2)
    for text in texts.rows {
      let same = try db.query(
        """
        SELECT content_hash = sha256(convert_to($3, 'UTF8')) FROM \(table)
        WHERE interaction_id = $1 AND revision = $2::integer
        """, [.text(text[0]), .text(text[1]), .text(text[2])]
      ).first?.bool(0)
      #expect(same == true, "\(text)")
    }
  }
}
