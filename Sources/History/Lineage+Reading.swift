import Domain
import Postgres

extension Lineage {
  /// - Returns: nil where the ledger has no such model.
  package static func load(_ db: PostgresSession, model: String) throws -> Lineage? {
    let rows = try db.query(
      """
      WITH RECURSIVE line AS (
        SELECT m.*, 0 AS depth FROM fold.model m WHERE m.model_id = $1
        UNION ALL
        SELECT m.*, l.depth + 1 FROM line l JOIN fold.model m ON m.model_id = l.parent
      )
      SELECT l.model_id, l.loop, l.parent, l.artifact_bytes, r.run_id, r.trial, r.epochs, r.validation->>'log_loss',
        d.dataset_id, d.tick_time, (d.counts->>'train')::bigint, v.verdict_id, v.outcome, r.finished_at
      FROM line l
      JOIN fold.run r ON r.run_id = l.run_id
      JOIN fold.dataset d ON d.dataset_id = l.dataset_id
      LEFT JOIN fold.verdict v ON v.dataset_id = d.dataset_id AND v.challenger = l.model_id
      ORDER BY l.depth DESC
      """, [.text(model)])
    guard !rows.isEmpty else { return nil }
    return Lineage(
      steps: try rows.map { row in
        let id = try row.text(0)
        let loss = try row.optionalText(7).flatMap(Double.init).map { "log loss \(Lineage.short($0))" }
        let tick = Timestamp(microseconds: try row.timestampMicros(9)).text
        return Step(
          model: LineageNode(.model, id, "\(try row.int64(3)) bytes"),
          run: LineageNode(
            .run, try row.text(4),
            [try row.text(5), try row.optionalInt64(6).map { "\($0) epochs" }, loss].compactMap(\.self)
              .joined(separator: ", ")),
          dataset: LineageNode(
            .dataset, try row.text(8), "sealed \(tick), \(try row.optionalInt64(10) ?? 0) to train on"),
          verdict: try row.optionalText(11).map { LineageNode(.verdict, $0, try row.optionalText(12) ?? "") },
          promotions: try promotions(db, loop: try row.text(1), model: id), parent: try row.optionalText(2),
          loop: try row.text(1), finishedAt: Timestamp(microseconds: try row.timestampMicros(13)).text)
      })
  }

  private static func promotions(_ db: PostgresSession, loop: String, model: String) throws -> [LineageNode] {
    try db.query(
      """
      SELECT generation, change, occurred_at FROM fold.champion_history
      WHERE loop = $1 AND model_id = $2 ORDER BY generation
      """, [.text(loop), .text(model)]
    ).map { row in
      LineageNode(
        .promotion, "\(loop)@\(try row.int64(0))",
        (try row.text(1) == "promoted" ? "champion from " : "champion again from ")
          + Timestamp(microseconds: try row.timestampMicros(2)).text)
    }
  }

  private static func short(_ value: Double) -> String {
    JSONValue.number((value * 10_000).rounded() / 10_000).canonicalText
  }
}
