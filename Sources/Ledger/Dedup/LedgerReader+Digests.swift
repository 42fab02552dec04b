import Postgres

extension LedgerReader {
  /// An event that was looked up.
  struct Found {
    /// Which of those asked for it is.
    var place: Int
    var position: Int64
    /// As `ContentHash.plain` makes it.
    var contentHash: Hash

    fileprivate init(_ row: PostgresRow) throws {
      place = try row.int(0) - 1
      position = try row.int64(1)
      contentHash = Hash(bytes: try row.bytes(2))
    }
  }

  /// Looks each digest up in each generation.
  /// - Parameters:
  ///   - first: the first generation to look in.
  ///   - end: the one to look in no more; nil: up to the ledger's head.
  static func find(
    _ db: PostgresSession, _ digests: [EventDigest], from first: Int = 0, until end: Int? = nil
  ) throws -> [Found] {
    try find(db, digests, in: "$2::int, $3::int", [.int(Int64(first)), end.map { .int(Int64($0 - 1)) } ?? .null])
  }

  /// Looks each digest up in the generation of a position, and in all younger ones.
  static func find(_ db: PostgresSession, _ digests: [EventDigest], since position: Int64) throws -> [Found] {
    try find(db, digests, in: "ledger.generation($2), NULL", [.int(position)])
  }

  private static func find(
    _ db: PostgresSession, _ digests: [EventDigest], in range: String, _ bounds: [PostgresValue]
  ) throws -> [Found] {
    guard !digests.isEmpty else { return [] }
    return try db.query(
      "SELECT place, position, content_hash FROM ledger.find_events($1::text[]::uuid[], \(range))",
      [.textArray(digests.map(\.uuid))] + bounds
    ).map { try Found($0) }
  }

  /// Looks each digest up in one generation of its own.
  static func find(_ db: PostgresSession, _ wanted: [(digest: EventDigest, generation: Int)]) throws -> [Found] {
    guard !wanted.isEmpty else { return [] }
    // As in `ledger.find_events`.
    return try db.query(
      """
      SELECT w.place, e.position, e.content_hash
      FROM unnest($1::text[]::uuid[], $2::bigint[]) WITH ORDINALITY AS w (digest, generation, place)
      CROSS JOIN LATERAL (
        SELECT i.position, i.content_hash FROM ledger.event_id i
        WHERE i.generation = w.generation::int AND i.digest = w.digest OFFSET 0) AS e
      """,
      [.textArray(wanted.map(\.digest.uuid)), .intArray(wanted.map { Int64($0.generation) })]
    ).map { try Found($0) }
  }
}
