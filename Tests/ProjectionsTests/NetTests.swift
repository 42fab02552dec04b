import Domain
import Postgres
import Projections
import TestSupport
import Testing

/// An event at which a fold fails is left out of the whole group, whatever the windows; all others are folded.
@Suite(.database(migrated: true, adopted: false))
struct NetTests {
  /// Three files: the middle one fails at feedback whose comment says how, the last one at nothing. What the first one
  /// has of such an event has to go as well.
  private func group() throws -> ProjectionGroup {
    let errors = try #require(try History.group().files.first)
    func file(_ name: String, _ text: String) throws -> ProjectionFile { try ProjectionFile(name: name, text: text) }
    return ProjectionGroup(
      name: "failing",
      files: [
        errors,
        try file(
          "10_first",
          """
          --! tables
          CREATE TABLE first (position bigint PRIMARY KEY);
          --! fold
          INSERT INTO first SELECT e.position FROM ledger.event e WHERE e.position > $1 AND e.position <= $2;
          """),
        try file(
          "20_second",
          """
          --! tables
          CREATE TABLE second (position bigint PRIMARY KEY, value integer NOT NULL, one text UNIQUE);
          --! fold
          INSERT INTO second
          SELECT f.position, CASE f.comment
              WHEN 'range' THEN (f.reward * 3000000000)::integer
              WHEN 'zero' THEN (1 / (f.reward - 1))::integer
              WHEN 'null' THEN NULL
              WHEN 'many' THEN (SELECT 1 FROM generate_series(1, 2))
              ELSE 1 END, CASE f.comment WHEN 'twice' THEN f.comment END
          FROM ledger.feedback_received f WHERE f.position > $1 AND f.position <= $2;
          """),
        try file(
          "30_third",
          """
          --! tables
          CREATE TABLE third (ticks bigint NOT NULL);
          --! fold
          INSERT INTO third
          SELECT t.position FROM ledger.clock_ticked t WHERE t.position > $1 AND t.position <= $2;
          """),
      ], views: "")
  }

  private func feedback(_ number: Int, _ comment: String) -> Event {
    History.event(
      number, FeedbackReceived.type, ["interaction_id": "i", "comment": .string(comment), "reward": 1])
  }

  @Test func theGuiltyOneIsLeftOutInAnyBatching() async throws {
    let comments = [
      "good", "range", "good", "good", "zero", "null", "good", "many", "twice", "good", "twice", "good", "range", "good",
    ]
    var events: [Event] = []
    for (number, comment) in comments.enumerated() {
      events.append(feedback(2 * number, comment))
      events.append(History.tick(2 * number + 1))
    }
    let all = events
    let group = try group()
    let found = try await Database.current.pool.run { db -> [[String]] in
      try History.append(db, all)
      return try [1, 2, 5, 9, 1_000].map { (limit: Int64) in
        let fold = ProjectionFold(group: group, schema: "net\(limit)")
        try fold.prepare(db)
        while try fold.step(db, limit: limit).count > 0 {}
        #expect(try fold.position(db) == Int64(all.count))
        let name = "net\(limit)"
        return try db.query(
          """
          SELECT 'first ' || string_agg(position::text, ',' ORDER BY position) FROM \(name).first
          UNION ALL SELECT 'second ' || string_agg(position::text, ',' ORDER BY position) FROM \(name).second
          UNION ALL SELECT 'third ' || string_agg(ticks::text, ',' ORDER BY ticks) FROM \(name).third
          UNION ALL (SELECT concat_ws(' ', position, projection, reason, detail) FROM \(name).fold_error
            ORDER BY position)
          """
        ).map { try $0.text(0) }
      }
    }
    let first = try #require(found.first)
    for other in found { #expect(other == first) }
    // Positions of feedback are odd, of ticks even. The second "twice" is the guilty one of the two.
    let guilty = [3: "22003", 9: "22012", 11: "23502", 15: "21000", 21: "23505", 25: "22003"]
    let positions = (1...28).filter { guilty[$0] == nil }
    #expect(first[0] == "first " + positions.map(String.init).joined(separator: ","))
    #expect(first[1] == "second " + positions.filter { $0 % 2 == 1 }.map(String.init).joined(separator: ","))
    #expect(first[2] == "third " + (1...14).map { String(2 * $0) }.joined(separator: ","))
    #expect(
      first.dropFirst(3).map { $0 }
        == guilty.sorted { $0.key < $1.key }.map { position, state in
          "\(position) second fold_raised no projection has anything of this event: 20_second failed at it with "
            + "SQLSTATE \(state); report this"
        })
  }

  /// What is no event's fault is not caught: the window stays to be folded.
  @Test func whatMayPassIsRaised() async throws {
    let group = try group()
    let event = feedback(0, "good")
    try await Database.current.pool.run { db in
      try History.append(db, [event])
      let fold = ProjectionFold(group: group, schema: "raised")
      try fold.prepare(db)
      try db.script("ALTER TABLE raised.third RENAME TO hidden")
      let error = #expect(throws: PostgresError.self) { try fold.step(db, limit: 10) }
      #expect(error?.sqlState == "42P01")
      #expect(try fold.position(db) == 0)
      try db.script("ALTER TABLE raised.hidden RENAME TO third")
      #expect(try fold.step(db, limit: 10).position == 1)
    }
  }

  /// A group that has nowhere to say so leaves nothing out.
  @Test func aGroupWithoutFoldErrorsFails() async throws {
    let whole = try group()
    let group = ProjectionGroup(name: "silent", files: Array(whole.files.dropFirst()), views: "")
    let event = feedback(0, "range")
    try await Database.current.pool.run { db in
      try History.append(db, [event])
      let fold = ProjectionFold(group: group, schema: "silent")
      try fold.prepare(db)
      let error = #expect(throws: PostgresError.self) { try fold.step(db, limit: 10) }
      #expect(error?.sqlState == "22003")
    }
  }
}
