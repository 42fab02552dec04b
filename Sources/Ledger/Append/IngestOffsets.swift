import Postgres

/// Topic incarnations, and where the ledger stands in each of their partitions.
package enum IngestOffsets {
  package struct Incarnation: Sendable, Hashable {
    package var id: Int64
    package var topic: String
    package var topicID: String?
  }

  package struct Standing: Sendable, Hashable {
    package var nextOffset: Int64
    /// The last record that was read; nil before the first.
    package var last: SourceRange.Record?
  }

  /// The life of the topic that is being read; nil before the first. Locks the topic's rows against another archiver
  /// until the transaction ends.
  package static func current(_ db: PostgresSession, topic: String) throws -> Incarnation? {
    try db.execute("SELECT pg_advisory_xact_lock(hashtext($1))", [.text("ledger.incarnation." + topic)])
    let rows = try db.query(
      "SELECT incarnation, topic_id FROM ledger.incarnation WHERE topic = $1 AND closed_at IS NULL", [.text(topic)])
    return try rows.first.map {
      Incarnation(id: try $0.int64(0), topic: topic, topicID: try $0.optionalText(1))
    }
  }

  /// Closes the topic's life, if it has one, and opens the next. Whoever still reads the former one is fenced off.
  package static func open(
    _ db: PostgresSession, topic: String, topicID: String?, clusterID: String?, reason: String
  ) throws -> Incarnation {
    try db.execute(
      """
      UPDATE ledger.ingest_offset o SET fence = o.fence + 1 FROM ledger.incarnation i
      WHERE i.topic = $1 AND i.closed_at IS NULL AND o.incarnation = i.incarnation
      """, [.text(topic)])
    try db.execute(
      "UPDATE ledger.incarnation SET closed_at = now() WHERE topic = $1 AND closed_at IS NULL", [.text(topic)])
    let row = try db.query(
      """
      INSERT INTO ledger.incarnation (topic, topic_id, cluster_id, reason) VALUES ($1, $2, $3, $4)
      RETURNING incarnation
      """,
      [
        .text(topic), topicID.map(PostgresValue.text) ?? .null, clusterID.map(PostgresValue.text) ?? .null,
        .text(reason),
      ]
    ).first
    guard let row else { throw LedgerError(.missing, "the new incarnation of \(topic) was not returned") }
    return Incarnation(id: try row.int64(0), topic: topic, topicID: topicID)
  }

  /// Where the ledger stands in each partition of an incarnation.
  package static func standings(_ db: PostgresSession, incarnation: Int64) throws -> [Int32: Standing] {
    var standings: [Int32: Standing] = [:]
    let rows = try db.query(
      """
      SELECT partition, next_offset, last_record_hash, coalesce(last_record_offset, next_offset - 1)
      FROM ledger.ingest_offset WHERE incarnation = $1
      """, [.int(incarnation)])
    for row in rows {
      let offset = try row.int64(3)
      standings[Int32(try row.int64(0))] = Standing(
        nextOffset: try row.int64(1),
        last: try row.optionalBytes(2).map { SourceRange.Record(offset: offset, hash: $0) })
    }
    return standings
  }

  /// Takes a partition over: raises its fence, so that whoever held it before can write no more.
  /// - Returns: the fence, and the next offset to read.
  package static func acquire(
    _ db: PostgresSession, incarnation: Int64, partition: Int32
  ) throws -> (fence: Int64, nextOffset: Int64) {
    let row = try db.query(
      """
      INSERT INTO ledger.ingest_offset AS o (incarnation, partition, next_offset, fence) VALUES ($1, $2::int, 0, 1)
      ON CONFLICT (incarnation, partition) DO UPDATE SET fence = o.fence + 1
      RETURNING fence, next_offset
      """, [.int(incarnation), .int(Int64(partition))]
    ).first
    guard let row else { throw LedgerError(.missing, "partition \(partition) could not be taken over") }
    return (try row.int64(0), try row.int64(1))
  }

  /// Records that offsets up to `to` are gone from the topic unread, and goes on from there.
  package static func skipGap(
    _ db: PostgresSession, incarnation: Int64, partition: Int32, from: Int64, to: Int64, fence: Int64
  ) throws {
    try db.execute(
      """
      INSERT INTO ledger.ingest_gap (incarnation, partition, first_offset, next_offset)
      VALUES ($1, $2::int, $3, $4) ON CONFLICT DO NOTHING
      """, [.int(incarnation), .int(Int64(partition)), .int(from), .int(to)])
    try db.execute(
      """
      UPDATE ledger.ingest_offset SET next_offset = $4
      WHERE incarnation = $1 AND partition = $2::int AND next_offset = $3 AND fence = $5
      """, [.int(incarnation), .int(Int64(partition)), .int(from), .int(to), .int(fence)])
  }

  /// Moves the offsets of partitions on, where each is still where this archiver left it and the fence is still its own.
  /// - Throws: `LedgerError.fenced`.
  package static func advance(_ db: PostgresSession, _ ranges: [SourceRange]) throws {
    let rows = try db.query(
      """
      UPDATE ledger.ingest_offset o SET next_offset = r.next, last_record_hash = coalesce(r.hash, o.last_record_hash),
        last_record_offset = coalesce(r.last, o.last_record_offset, o.next_offset - 1)
      FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bytea[], $7::bigint[])
        AS r (incarnation, partition, first, next, fence, hash, last)
      WHERE o.incarnation = r.incarnation AND o.partition = r.partition AND o.next_offset = r.first
        AND o.fence = r.fence
      RETURNING o.incarnation, o.partition
      """,
      [
        .intArray(ranges.map(\.incarnation)), .intArray(ranges.map { Int64($0.partition) }),
        .intArray(ranges.map(\.first)), .intArray(ranges.map(\.next)), .intArray(ranges.map(\.fence)),
        .bytesArray(ranges.map { $0.last?.hash }), .intArray(ranges.map { $0.last?.offset }),
      ])
    guard rows.count < ranges.count else { return }
    let moved = try rows.map { [try $0.int64(0), try $0.int64(1)] }
    for range in ranges where !moved.contains([range.incarnation, Int64(range.partition)]) {
      throw LedgerError(
        .fenced,
        "partition \(range.partition) of incarnation \(range.incarnation) is not at offset \(range.first) under fence "
          + "\(range.fence) any more: another archiver has taken it over",
        isRetriable: true)
    }
  }
}
