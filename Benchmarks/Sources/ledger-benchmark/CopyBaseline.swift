import Foundation

/// Bare COPY by psql of the events of a ledger into a table with the same columns and indexes, and of their ids.
enum CopyBaseline {
  /// - Parameters:
  ///   - batch: rows in one transaction.
  ///   - grown: how many rows are in the tables before.
  /// - Returns: seconds.
  static func measure(_ arena: Arena, count: Int, batch: Int, grown: Int) async throws -> Double {
    let folder = arena.site.folder + "/copy"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var export = """
      CREATE SCHEMA bench;
      CREATE TABLE bench.event (LIKE ledger.event INCLUDING ALL);
      CREATE TABLE bench.event_id (LIKE ledger.event_id INCLUDING ALL);
      INSERT INTO bench.event SELECT * FROM ledger.event WHERE position <= \(grown);
      INSERT INTO bench.event_id SELECT * FROM ledger.event_id WHERE position <= \(grown);
      CREATE TEMP TABLE id AS SELECT * FROM ledger.event_id WHERE position > \(grown);
      CREATE INDEX ON id (position);

      """
    var load = ""
    for (index, start) in stride(from: grown, to: grown + count, by: batch).enumerated() {
      let range = "position > \(start) AND position <= \(start + batch) ORDER BY position"
      export += "\\copy (SELECT * FROM ledger.event WHERE \(range)) TO '\(folder)/event_\(index)'\n"
      export += "\\copy (SELECT * FROM id WHERE \(range)) TO '\(folder)/id_\(index)'\n"
      load += """
        BEGIN;
        \\copy bench.event FROM '\(folder)/event_\(index)'
        \\copy bench.event_id FROM '\(folder)/id_\(index)'
        COMMIT;

        """
    }
    try arena.psql(export + "CHECKPOINT;\n")
    let begin = ContinuousClock.now
    try arena.psql(load)
    let time = ContinuousClock.now - begin
    let rows = try await arena.pool.run { db in try db.query("SELECT count(*) FROM bench.event").first?.int(0) ?? 0 }
    guard rows == grown + count else { throw Failure("COPY wrote \(rows) rows, not \(grown + count)") }
    return Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
  }
}
