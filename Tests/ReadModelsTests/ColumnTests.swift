import Domain
import Postgres
import TestSupport
import Testing

@testable import ReadModels

/// Rows are decoded by column name.
@Suite(.database) struct ColumnTests {
  @Test func aMissingColumnIsAnErrorThatNamesIt() async throws {
    try await Database.current.pool.run { db throws in
      let row = try #require(try db.query("SELECT 'x' AS label, 1 AS \"position\"").first)
      func message(_ read: () throws -> Void) -> String {
        do { try read() } catch { return "\(error)" }
        return "nothing is thrown"
      }
      let errors = [
        message { _ = try row.text("labels") }, message { _ = try row.optionalText("labels") },
        message { _ = try row.json("labels") }, message { _ = try row.optionalJSON("labels") },
        message { _ = try row.timestamp("labels") },
      ]
      for error in errors { #expect(error.contains("no column \"labels\"") && error.contains("position"), "\(error)") }
    }
  }

  @Test func valuesOfTheDomainAreReadByName() async throws {
    try await Database.current.pool.run { db throws in
      let sql = """
        SELECT '2026-01-01T00:00:01Z'::timestamptz AS moment, '{"a": [1]}'::jsonb AS given, NULL::jsonb AS missing
        """
      let row = try #require(try db.query(sql).first)
      #expect(try row.timestamp("moment").text == "2026-01-01T00:00:01Z")
      #expect(try row.json("given") == ["a": [1]])
      #expect(try row.optionalJSON("given") == ["a": [1]])
      #expect(try row.optionalJSON("missing") == nil)
    }
  }
}
