import ArgumentParser
import Domain
import Ledger
import Postgres

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Positions, lag of each service, champions, open rounds.")
  @OptionGroup var settings: Settings
  @Flag(help: "As JSON.") var json = false

  func run() async throws {
    let status = try await LoopCommand.query(settings, StatusCommand.status)
    if json { return print(status.canonicalText) }
    let head = status["head"]?.integer ?? 0
    print(
      "ledger: position \(head), parked \(status["parked"]?.integer ?? 0), fold errors \(status["fold_errors"]?.integer ?? 0)"
    )
    let lags = (status["services"]?.array ?? []).map { service in
      [
        service["name"]?.string ?? "", service["loop"]?.string ?? "", String(service["position"]?.integer ?? 0),
        String(head - (service["position"]?.integer ?? 0)),
      ]
    }
    print(TextTable(["service", "loop", "position", "lag"], lags))
    let slots = (status["loops"]?.array ?? []).map { loop in
      [
        loop["loop"]?.string ?? "", loop["state"]?.string ?? "", String(loop["generation"]?.integer ?? 0),
        loop["model"]?.string ?? "default answer", String(loop["pending_rounds"]?.integer ?? 0),
      ]
    }
    print(TextTable(["loop", "state", "generation", "champion", "open rounds"], slots))
  }

  private static func status(_ db: PostgresSession) throws -> JSONValue {
    let head = try LedgerReader.head(db)
    guard try db.query("SELECT to_regclass('fold.checkpoint') IS NOT NULL").first?.bool(0) ?? false else {
      return ["head": .integer(head.position), "services": [], "loops": []]
    }
    let cursors = try db.query(
      """
      SELECT 'projector', '', position FROM fold.checkpoint
      UNION ALL SELECT reactor, loop, position FROM reactor.cursor ORDER BY 1, 2
      """
    ).map { row -> JSONValue in
      ["name": .string(try row.text(0)), "loop": .string(try row.text(1)), "position": .integer(try row.int64(2))]
    }
    let loops = try db.query(
      """
      SELECT DISTINCT ON (v.loop) v.loop, v.state, coalesce(s.generation, 0), s.model_id,
        (SELECT count(*) FROM fold.dataset d WHERE d.loop = v.loop
           AND NOT EXISTS (SELECT FROM fold.verdict x WHERE x.dataset_id = d.dataset_id AND x.outcome IS NOT NULL))
      FROM fold.loop_version v LEFT JOIN fold.serving_slot s ON s.loop = v.loop
      ORDER BY v.loop, v.position DESC
      """
    ).map { row -> JSONValue in
      [
        "loop": .string(try row.text(0)), "state": .string(try row.text(1)), "generation": .integer(try row.int64(2)),
        "model": try row.optionalText(3).map(JSONValue.string) ?? .null, "pending_rounds": .integer(try row.int64(4)),
      ]
    }
    let parked = try Parking.openCounts(db).values.reduce(0, +)
    let errors = try db.query("SELECT count(*) FROM fold.fold_error").first?.int64(0) ?? 0
    return [
      "head": .integer(head.position), "parked": .integer(parked), "fold_errors": .integer(errors),
      "services": .array(cursors), "loops": .array(loops),
    ]
  }
}
