import FoundationEssentials
import Postgres

extension Witness {
  private static let tables = [
    "event", "batch", "incarnation", "ingest_gap", "parked", "artifact", "fold_version", "state", "cursor",
    "ingest_offset",
  ]

  /// Makes of an empty database what the program had left in that state, but for its read models: its migrations and no
  /// later ones, its ledger, cursors and artifacts.
  package func load(_ state: State, into pool: PostgresPool) async throws {
    try await earlierMigrations { directory in
      let applied = try await Migrator(directory: directory).apply(pool)
      let recorded = try lines("migration.copy").dropFirst()
      guard applied.map({ "\($0.number)\t\($0.name)\t\($0.sha256)" }) == Array(recorded) else {
        throw LaunchError("the migrations that the witness had applied are not what they were")
      }
    }
    let (stage, place) = (try text("stage.sql"), try text("place.sql"))
    let files = try Witness.tables.map { ($0, try contents($0 + ".copy")) }
    try await pool.run { db in
      try db.script(stage)
      for (table, bytes) in files { try Witness.copy(bytes, into: table, db) }
      try db.script("SET witness.state = '\(state.rawValue)';\n" + place)
    }
  }

  private func text(_ name: String) throws -> String { String(decoding: try contents(name), as: UTF8.self) }

  /// The first line names the columns.
  private static func copy(_ bytes: [UInt8], into table: String, _ db: PostgresSession) throws {
    let header = bytes.prefix { $0 != UInt8(ascii: "\n") }.split(separator: UInt8(ascii: "\t"))
    let columns = header.map { quoteIdentifier(String(decoding: $0, as: UTF8.self)) }.joined(separator: ", ")
    try db.copyIn("COPY witness.\(quoteIdentifier(table)) (\(columns)) FROM STDIN WITH (HEADER)") {
      try $0.write(bytes)
    }
  }

  /// What the read models say of an outcome, line by line as its file has it: the columns' names, then the rows.
  package static func outcome(_ outcome: Outcome, _ db: PostgresSession) throws -> [String] {
    var lines: [String] = []
    let query = String(decoding: try Witness().contents("outcome/\(outcome.rawValue).sql"), as: UTF8.self)
    try db.copyOut("COPY (\(query)) TO STDOUT WITH (HEADER)") { row in
      lines.append(String(decoding: row.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
    return lines
  }

  /// The recorded lines of an outcome.
  package func recorded(_ outcome: Outcome) throws -> [String] { try lines(outcome.rawValue + ".copy") }
}
