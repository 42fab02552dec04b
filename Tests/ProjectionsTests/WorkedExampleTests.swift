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
    #expect(comments.count == 14)
    let ledger = try WorkedExample(#require(comments["The ledger"]), clock: .occurred)
    let (first, second, third) = (8 as Int64, 15 as Int64, 16 as Int64)
    try #require(ledger.ticks == [first, second, third])
    try await Database.current.pool.run { db in
      try History.append(db, ledger.events)
      let byTick = ProjectionFold(group: group, schema: "by_tick")
      try byTick.prepare(db)
      #expect(try byTick.step(db, limit: 1000, bound: first).position == first)
      var closed = try compare(db, "closing_example, window above 0 up to 8", "by_tick.kept")
      _ = try compare(db, "open_interaction after 8", "by_tick.open_interaction")
      _ = try compare(db, "joined_example after 8", "by_tick.joined_example")
      #expect(try byTick.step(db, limit: 1000, bound: second).position == second)
      closed += try compare(db, "closing_example, window above 8 up to 15", "by_tick.kept", where: "above = 8")
      _ = try compare(db, "waiting_feedback after 15", "by_tick.waiting_feedback")
      #expect(try rows(db, "by_tick.open_interaction", ["interaction_id"]).isEmpty)
      #expect(try byTick.step(db, limit: 1000, bound: third).position == third)
      closed += try compare(db, "closing_example, window above 15 up to 16", "by_tick.kept", where: "above = 15")
      for table in ["waiting_feedback", "closing_example"] {
        #expect(try rows(db, "by_tick.\(table)", ["interaction_id"]).isEmpty)
      }
      _ = try compare(db, "joined_example after 16", "by_tick.joined_example")
      try compareTheTextsHashed(db, "by_tick.joined_example")

      let whole = ProjectionFold(group: group, schema: "whole")
      try whole.prepare(db)
      #expect(try whole.step(db, limit: 1000).position == third)
      let atOnce = try rows(db, "whole.kept", ["interaction_id", "revision", "tick_position"])
      #expect(Set(atOnce) == Set(closed))
      _ = try compare(db, "joined_example after 16", "whole.joined_example")
      #expect(try ledger.sweep(closed: atOnce) == comments["The sweep, window above 0 up to 16"]?.rows)
    }
  }

  @Test func theCommentsSayWhatTheFoldsDoOnTheRecordedClock() async throws {
    let ledger = try WorkedExample(#require(comments["The ledger on the recorded clock"]), clock: .recorded)
    try #require(ledger.recorded.count == ledger.events.count)
    try await Database.current.pool.run { db in
      for (event, recorded) in zip(ledger.events, ledger.recorded) {
        try History.append(db, [event], recordedAt: recorded)
      }
      for limit in [1, 1000] as [Int64] {
        let fold = ProjectionFold(group: group, schema: "by_\(limit)")
        try fold.prepare(db)
        while try fold.step(db, limit: limit).count > 0 {}
        _ = try compare(db, "interaction after 8", "by_\(limit).interaction")
        _ = try compare(db, "closed after 8", "by_\(limit).joined_example")
        _ = try compare(db, "fold_error after 8", "by_\(limit).fold_error")
        #expect(try rows(db, "by_\(limit).open_interaction", ["interaction_id"]).isEmpty)
      }
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
      case "occurred_at", "first_tick_time": "coalesce(to_char(\(column) AT TIME ZONE 'UTC', 'HH24:MI'), '')"
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
