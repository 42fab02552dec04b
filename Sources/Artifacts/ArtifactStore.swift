import Postgres

/// Model artifacts by content: SHA-256 and bytes, in Postgres, with a folder as an optional cache.
///
/// ```swift
/// let digest = try await store.store(model.artifact)
/// let artifact = try await store.load(digest)
/// ```
package struct ArtifactStore: Sendable {
  /// The largest piece that is kept as one row.
  package static let chunkBytes = 1 << 20

  private let pool: PostgresPool
  private let cache: ArtifactCache?

  /// - Parameter cacheFolder: a folder of its own, made when missing; nil: no cache.
  /// - Throws: `ArtifactError` with code `cache` when the folder cannot be used.
  package init(pool: PostgresPool, cacheFolder: String? = nil) throws(ArtifactError) {
    self.pool = pool
    cache = try cacheFolder.map { path throws(ArtifactError) in try ArtifactCache(folder: path) }
  }

  /// Stores an artifact, all of it or nothing, and returns its SHA-256 in hexadecimal. Storing it again changes nothing.
  /// - Throws: `PostgresError`.
  @discardableResult
  package func store(_ bytes: [UInt8]) async throws -> String {
    let digest = ArtifactDigest(of: bytes)
    let starts = Array(stride(from: 0, to: bytes.count, by: ArtifactStore.chunkBytes))
    try await pool.run { db in
      try db.transaction {
        let isNew = try db.execute(
          "INSERT INTO artifact.object (sha256, size, chunks) VALUES ($1, $2, $3::int) ON CONFLICT DO NOTHING",
          [.bytes(digest.bytes), .int(Int64(bytes.count)), .int(Int64(starts.count))])
        guard isNew == 1 else { return }
        for (number, start) in starts.enumerated() {
          let chunk = Array(bytes[start..<min(start + ArtifactStore.chunkBytes, bytes.count)])
          try db.execute(
            "INSERT INTO artifact.chunk (sha256, number, bytes) VALUES ($1, $2::int, $3)",
            [.bytes(digest.bytes), .int(Int64(number)), .bytes(chunk)])
        }
      }
    }
    return digest.hex
  }

  /// The artifact with that SHA-256; its digest is checked wherever it comes from.
  /// - Throws: `ArtifactError` when it is missing or damaged, `PostgresError`.
  package func load(_ sha256: String) async throws -> [UInt8] {
    let digest = try ArtifactDigest(hex: sha256)
    if let bytes = cache?.load(digest) { return bytes }
    let bytes = try await pool.run { db in try db.transaction { try ArtifactStore.read(digest, db) } }
    try check(bytes, digest)
    cache?.store(bytes, digest)
    return bytes
  }

  private static func read(_ digest: ArtifactDigest, _ db: PostgresSession) throws -> [UInt8] {
    let object = try db.query(
      "SELECT size, chunks::bigint FROM artifact.object WHERE sha256 = $1", [.bytes(digest.bytes)])
    guard let row = object.first else {
      throw ArtifactError(
        .missing,
        "nothing is stored under \(digest.hex); if it lies in another database, copy artifact.object and artifact.chunk "
          + "of that digest from there, or train the model again from its recipe")
    }
    let (size, chunks) = (try row.int(0), try row.int64(1))
    guard size >= 0, chunks >= 0, size <= Int(chunks) * chunkBytes else {
      throw ArtifactError(
        .damaged, "the row of \(digest.hex) in artifact.object has \(size) bytes in \(chunks) pieces; restore it")
    }
    var bytes: [UInt8] = []
    // What the row says may be anything.
    bytes.reserveCapacity(min(size, 64 * chunkBytes))
    for number in 0..<chunks {
      let rows = try db.query(
        "SELECT bytes FROM artifact.chunk WHERE sha256 = $1 AND number = $2::int", [.bytes(digest.bytes), .int(number)])
      guard let row = rows.first else {
        throw ArtifactError(.damaged, "piece \(number) of \(chunks) of \(digest.hex) is missing from artifact.chunk")
      }
      bytes += try row.bytes(0)
    }
    return bytes
  }

  private func check(_ bytes: [UInt8], _ digest: ArtifactDigest) throws(ArtifactError) {
    let found = ArtifactDigest(of: bytes)
    guard found != digest else { return }
    throw ArtifactError(
      .damaged,
      "what artifact.chunk holds for \(digest.hex) has the digest \(found.hex); restore those rows from a backup, or "
        + "delete them with their row in artifact.object and train the model again from its recipe")
  }
}
