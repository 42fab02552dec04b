import Domain
import Foundation
import Logging
import Postgres

extension Simulation {
  /// What must be there once, told by a name for each: SQL that finds what is there more often.
  private static let once = [
    (
      "datasets of one tick",
      "SELECT data->'tick'->>'event_id' FROM ledger.event WHERE type = 'millrace.dataset.sealed.v1'"
    ),
    ("events of one run", "SELECT type || (data->>'run_id') FROM ledger.event WHERE type LIKE 'millrace.run.%'"),
    (
      "ends of one run",
      """
      SELECT data->>'run_id' FROM ledger.event
      WHERE type IN ('millrace.run.completed.v1', 'millrace.run.failed.v1')
      """
    ),
    (
      "events of one evaluation",
      """
      SELECT type || (data->>'evaluation_id') FROM ledger.event
      WHERE type IN ('millrace.evaluation.started.v1', 'millrace.verdict.reached.v1')
      """
    ),
    (
      "looks at one generation",
      """
      SELECT (data->>'generation') || ' ' || (data->>'look') FROM ledger.event
      WHERE type = 'millrace.verdict.revised.v1'
      """
    ),
    (
      "failures of one round",
      """
      SELECT coalesce(data->>'dataset_id', data->>'tick') || ' ' || (data->>'stage') FROM ledger.event
      WHERE type = 'millrace.round.failed.v1'
      """
    ),
    (
      "waits found at one event",
      """
      SELECT (data->>'reactor') || ' ' || (data->>'cause') FROM ledger.event
      WHERE type = 'millrace.round.waiting.v1'
      """
    ),
    (
      "changes to one generation",
      """
      SELECT data->>'generation' FROM ledger.event
      WHERE type IN ('millrace.model.promoted.v1', 'millrace.model.rolled_back.v1')
      """
    ),
  ]

  /// Looks into the ledger that the program left behind, with nothing but Postgres running.
  /// - Returns: what is wrong with it, in words.
  func audit() async throws -> [String] {
    try await withDatabase { pool in
      var problems: [String] = []
      for (name, sql) in Simulation.once {
        let found = try await pool.run {
          try $0.query("SELECT what, count(*)::text FROM (\(sql)) AS all_of(what) GROUP BY 1 HAVING count(*) > 1").map {
            "\(try $0.text(1)) \(name): \(try $0.text(0))"
          }
        }
        problems += found
      }
      let lost = try await pool.run {
        try $0.query(
          """
          SELECT data->>'run_id' FROM ledger.event s WHERE type = 'millrace.run.started.v1' AND NOT EXISTS (
            SELECT FROM ledger.event e WHERE e.data->>'run_id' = s.data->>'run_id'
              AND e.type IN ('millrace.run.completed.v1', 'millrace.run.failed.v1'))
          """
        ).map { "no end of run \(try $0.text(0))" }
      }
      let parked = try await pool.run {
        try $0.query("SELECT reason, message FROM ledger.parked").map {
          "parked, \(try $0.text(0)): \(try $0.text(1))"
        }
      }
      try await finish(try launch(["ledger", "verify"]))
      if !log.contains("verified: ") { problems.append("verify says: \(log)") }
      return problems + lost + parked
    }
  }

  /// Runs the data folder's Postgres alone.
  func withDatabase<T>(_ body: (PostgresPool) async throws -> T) async throws -> T {
    let server = try await EmbeddedPostgres.start(
      EmbeddedPostgresConfiguration(folder: path("data/postgres"), database: "millrace"))
    let pool = PostgresPool(configuration: server.configuration, size: 1)
    let result: Result<T, any Error>
    do { result = .success(try await body(pool)) } catch { result = .failure(error) }
    await pool.close()
    try await server.stop()
    return try result.get()
  }
}
