import Domain
import TestSupport
import Testing

/// What Swift reads and what Postgres reads of the same text, generated.
@Suite(.database)
struct ReadingTests {
  @Test func numbersAreWhatNumericSays() async throws {
    var random = RandomTexts(seed: 20_261)
    let tokens = (0..<6_000).map { _ in random.number() }
    let found = try await ReadingTests.ask(
      """
      trim_scale(t::numeric)::text
      """, tokens)
    var read = 0
    for (token, postgres) in zip(tokens, found) {
      guard let text = ExactDecimal.text(token) else { continue }
      try #require(text == postgres, "\(token)")
      read += 1
    }
    #expect(read > 4_000)
  }

  @Test func timesAreWhatTimestamptzSays() async throws {
    var random = RandomTexts(seed: 20_262)
    let texts = (0..<12_000).map { _ in random.time() }
    let found = try await ReadingTests.ask(
      """
      (extract(epoch FROM t::timestamptz) * 1000000)::bigint::text
      """, texts)
    var read = 0
    for (text, postgres) in zip(texts, found) {
      let bytes = Array(text.utf8)
      guard let time = try? bytes.withUnsafeBufferPointer({ try RFC3339($0) }) else { continue }
      // The cast alone raises for a fraction at the last second 60 of a day.
      if postgres == nil, text.dropFirst(11).hasPrefix("23:59:60.") { continue }
      try #require(String(time.moment.microseconds) == postgres, "\(text)")
      read += 1
    }
    #expect(read > 6_000)
  }

  /// What the views of the events read as a time is what Swift reads, where Swift reads one.
  @Test(.database(migrated: true)) func timesAreWhatTheViewsSay() async throws {
    var random = RandomTexts(seed: 20_263)
    let texts = (0..<4_000).map { _ in random.time() }
    let found = try await ReadingTests.ask(
      """
      (extract(epoch FROM ledger.moment(t)) * 1000000)::bigint::text
      """, texts)
    var sixties = 0
    for (text, postgres) in zip(texts, found) {
      let bytes = Array(text.utf8)
      guard let time = try? bytes.withUnsafeBufferPointer({ try RFC3339($0) }) else { continue }
      try #require(String(time.moment.microseconds) == postgres, "\(text)")
      sixties += text.dropFirst(11).hasPrefix("23:59:60.") ? 1 : 0
    }
    #expect(sixties > 3)
  }

  /// Whatever is written, the views raise for nothing: what they do not read is null.
  @Test(.database(migrated: true)) func noTextMakesTheViewsRaise() async throws {
    var random = RandomTexts(seed: 20_264)
    let odd = [
      "2016-12-31T23:59:60.5Z", "2016-12-31T23:59:60.9999999Z", "2016-12-31T23:59:60.0000001Z",
      "9999-12-31T23:59:60.5Z", "9999-12-31T23:59:60-15:59", "0001-01-01T00:00:60.5+15:59", "", "60", "23:59:60.5",
    ]
    let texts = (0..<4_000).map { _ in random.time() } + odd
    let found = try await Database.current.pool.run { db in
      try db.query(
        """
        SELECT (extract(epoch FROM ledger.moment(t)) * 1000000)::bigint
        FROM unnest($1::text[]) WITH ORDINALITY AS u (t, n) ORDER BY n
        """, [.textArray(texts)]
      ).map { try $0.optionalInt64(0) }
    }
    #expect(found.count == texts.count)
    let new: Int64 = 1_483_228_800_000_000
    #expect(found.dropFirst(4_000).prefix(3) == [new + 500_000, new + 1_000_000, new])
  }

  /// What an expression over each text gives; nil where it raises.
  private static func ask(_ expression: String, _ texts: [String]) async throws -> [String?] {
    let list = "{" + texts.map { "\"\($0)\"" }.joined(separator: ",") + "}"
    return try await Database.current.pool.run { db in
      try db.script(
        """
        CREATE FUNCTION ask(t text) RETURNS text LANGUAGE plpgsql AS $$
        BEGIN
          RETURN \(expression);
        EXCEPTION WHEN data_exception THEN
          RETURN NULL;
        END
        $$
        """)
      return try db.query(
        "SELECT ask(t) FROM unnest($1::text[]) WITH ORDINALITY AS u (t, n) ORDER BY n", [.text(list)]
      ).map { try $0.optionalText(0) }
    }
  }
}
