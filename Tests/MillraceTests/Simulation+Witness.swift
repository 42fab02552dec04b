import Domain
import Foundation
import Postgres
import Projections
import TestSupport
import Wire

extension Simulation {
  /// A data folder as an earlier program had left it when its machine died in that state, its read models included.
  init(_ witness: Witness, cut state: Witness.State) async throws {
    folder = URL(fileURLWithPath: "/tmp/millrace-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for file in ["loop.yaml", "data.csv"] {
      try FileManager.default.copyItem(at: witness.folder.appending(path: file), to: folder.appending(path: file))
    }
    do {
      try await withDatabase { pool in
        try await witness.load(state, into: pool)
        let version = try await pool.run { db -> (name: String, files: [ProjectionFile]) in
          let name = try db.query("SELECT version FROM artifact.fold_version").first?.text(0) ?? ""
          return (name, try FoldVersions.load(db, group: "core", version: name).files)
        }
        let views = String(decoding: try witness.contents("views.sql"), as: UTF8.self)
        let live = LiveProjections(group: ProjectionGroup(name: "core", files: version.files, views: views))
        try await pool.run { db in
          _ = try live.prepare(db)
          while try live.live.step(db, limit: 500).count > 0 {}
        }
      }
    } catch {
      remove()
      throw error
    }
  }

  /// What `--report` said in the end, without timings.
  static func report(of witness: Witness) throws -> JSONValue {
    try JSONReader.parse(try witness.contents("report.json"))
  }

  /// The versions of the learner's code by which runs were begun behind a position, in their order, each once.
  func codeVersions(after position: Int64) async throws -> [String] {
    try await withDatabase { pool in
      try await pool.run { db in
        let sql = """
          SELECT data->>'code_version' FROM ledger.event
          WHERE type = 'millrace.run.started.v1' AND position > $1 GROUP BY 1 ORDER BY min(position)
          """
        return try db.query(sql, [.int(position)]).map { try $0.text(0) }
      }
    }
  }

  /// What training depends on besides its recipe, but for the program: of the runs up to a position, and after it.
  func fingerprints(around position: Int64) async throws -> (before: Set<String>, after: Set<String>) {
    try await withDatabase { pool in
      try await pool.run { db in
        func found(_ condition: String) throws -> Set<String> {
          let sql = """
            SELECT DISTINCT ((data::jsonb->'fingerprint') - 'binary')::text FROM ledger.event
            WHERE type = 'millrace.run.completed.v1' AND position \(condition) $1
            """
          return Set(try db.query(sql, [.int(position)]).map { try $0.text(0) })
        }
        return (try found("<="), try found(">"))
      }
    }
  }
}
