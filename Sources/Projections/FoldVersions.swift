import Domain
import Postgres
import Wire

/// Keeps every version of the folds that was live, so that what was made with it can be made again.
package enum FoldVersions {
  /// Stores a group's files under their version; once is enough.
  package static func store(_ db: PostgresSession, _ group: ProjectionGroup) throws {
    let files = JSONValue.array(group.files.map { ["name": .string($0.name), "text": .string($0.text)] })
    try db.execute(
      """
      INSERT INTO artifact.fold_version (group_name, version, files) VALUES ($1, $2, $3::jsonb)
      ON CONFLICT (group_name, version) DO NOTHING
      """, [.text(group.name), .text(group.version), .text(files.canonicalText)])
  }

  /// Notes that a copy of a stored version begins to be folded now, or is gone on with from a position.
  static func markBegun(_ db: PostgresSession, _ group: ProjectionGroup, at position: Int64) throws {
    try db.execute(
      """
      UPDATE artifact.fold_version SET begun_at = clock_timestamp(), begun_position = $3
      WHERE group_name = $1 AND version = $2
      """, [.text(group.name), .text(group.version), .int(position)])
  }

  /// - Throws: `ProjectionError.missing` where that version was never live on this database, `.malformed` where the
  ///   stored files are not those of the version.
  package static func load(_ db: PostgresSession, group name: String, version: String) throws -> ProjectionGroup {
    let sql = "SELECT files::text FROM artifact.fold_version WHERE group_name = $1 AND version = $2"
    guard let text = try db.query(sql, [.text(name), .text(version)]).first?.text(0) else {
      throw ProjectionError(
        .missing, "version \(version.prefix(12)) of the projections \(name) is not stored in artifact.fold_version")
    }
    let files = try (JSONReader.parse(Array(text.utf8)).array ?? []).map {
      try ProjectionFile(name: $0["name"]?.string ?? "", text: $0["text"]?.string ?? "")
    }
    let group = ProjectionGroup(name: name, files: files, views: "")
    guard group.version == version else {
      throw ProjectionError(.malformed, "the stored files of \(version.prefix(12)) have another digest; restore them")
    }
    return group
  }
}
