import Domain
import Postgres
import Projections

/// Read models of the versions that fed datasets, for as long as they are needed.
package struct EarlierFolds: Sendable {
  private let pool: PostgresPool
  private let suffix: String

  /// - Parameter user: who folds at the same time as others and does not share its copies with them; nil: nobody else does.
  package init(pool: PostgresPool, for user: String? = nil) {
    self.pool = pool
    suffix = user.map { "_" + Digest.hex(of: $0.utf8).prefix(8) } ?? ""
  }

  /// Gives `body` a schema for each version: the live one where it is of that version, else one folded anew from the
  /// stored files as far as needed, and dropped afterwards, whatever comes of it. A process that was killed leaves its
  /// schemas; who asks next goes on from there.
  /// - Parameters:
  ///   - versions: each with the position up to which it is needed.
  ///   - body: is given the schemas by version.
  /// - Throws: `ProjectionError` where a version was never live here, or its files are not what they were.
  package func with<T: Sendable>(
    _ versions: [String: Int64], _ body: (_ schemas: [String: String]) async throws -> T
  ) async throws -> T {
    var schemas: [String: String] = [:]
    var folds: [ProjectionFold] = []
    let result: Result<T, any Error>
    do {
      for (version, position) in versions.sorted(by: { $0.key < $1.key }) {
        let fold = try await pool.run { try prepare($0, version) }
        schemas[version] = fold?.schema ?? LiveProjections.schema
        guard let fold else { continue }
        folds.append(fold)
        while try await pool.run({ try fold.step($0, limit: 50_000, bound: position).count }) > 0 {
          try Task.checkCancellation()
        }
        try await pool.run { try fold.analyze($0) }
      }
      result = .success(try await body(schemas))
    } catch {
      result = .failure(error)
    }
    for fold in folds { try await pool.run { try fold.drop($0) } }
    return try result.get()
  }

  /// - Returns: nil where the live copy is of that version.
  private func prepare(_ db: PostgresSession, _ version: String) throws -> ProjectionFold? {
    let live = try ProjectionFold.version(db, in: LiveProjections.schema, group: "core")
    if live == version { return nil }
    let group = try FoldVersions.load(db, group: "core", version: version)
    // The auditor's, who makes replays; whoever else asks has to be a member.
    let fold = ProjectionFold(group: group, schema: "fold_" + version.prefix(16) + suffix, role: .auditor)
    try fold.prepare(db)
    return fold
  }
}
