import Domain
import Postgres

extension AppendBatch {
  /// Writes everything of the batch but its offsets, inside the caller's transaction.
  /// - Returns: where the ledger ends with it.
  func write(_ db: PostgresSession, ranges: [SourceRange], _ generations: Generations) throws -> LedgerEnd {
    var end = LedgerEnd(head)
    if !appended.isEmpty {
      // First, since this is what an id that is there already makes fail.
      try writeIDs(db, generations)
      let tree = try writeEvents(db)
      end = LedgerEnd(try writeChain(db, tree, ranges: ranges))
    }
    for parking in parkings { try parking.write(db, parkedAt: recordedAt) }
    for (id, parked) in decided.sorted(by: { $0.key < $1.key }) where parked.isChanged {
      guard !parked.isAwaited else {
        throw LedgerError(
          .missing, "parked record \(id) is retried, but was not read again with this batch", isRetriable: true)
      }
      try parked.write(db, id: id)
    }
    try db.execute("SELECT pg_notify('ledger', $1)", [.text(String(result.head))])
    return end
  }

  /// Hashes the leaves while the server takes the rows.
  /// - Returns: the tree over the whole ledger.
  private func writeEvents(_ db: PostgresSession) throws -> MerkleFrontier {
    var tree = head.frontier
    try copy(db, into: "ledger.event (\(StagedEvent.columns))", appended.indices) { rows, position, staged in
      tree.append(
        Leaf.hash(
          position: position, recordedAt: recordedAt, event: staged.event, extensions: staged.extensions,
          contentHash: staged.contentHash, batch: head.batch + 1))
      staged.write(to: &rows, position: position, recordedAt: recordedAt, batch: head.batch + 1)
    }
    return tree
  }

  /// In the order of the index, so that neighbours meet the same pages.
  private func writeIDs(_ db: PostgresSession, _ generations: Generations) throws {
    let order = appended.indices.map { (appended[$0].digest.high, $0) }.sorted { $0.0 < $1.0 }.lazy.map(\.1)
    try copy(db, into: "ledger.event_id (\(StagedEvent.idColumns))", order) { rows, position, staged in
      staged.writeID(to: &rows, position: position, generation: generations.generation(of: position))
    }
  }

  /// Writes a row for each new event, with COPY.
  private func copy(
    _ db: PostgresSession, into table: String, _ order: some Sequence<Int>,
    _ row: (inout BinaryCopyBuffer, Int64, StagedEvent) -> Void
  ) throws {
    let count = try db.copyIn("COPY \(table) FROM STDIN (FORMAT binary)") { writer in
      var rows = BinaryCopyBuffer(capacity: 1 << 17)
      rows.begin()
      for index in order {
        row(&rows, head.position + 1 + Int64(index), appended[index])
        guard rows.byteCount >= 1 << 16 else { continue }
        try writer.write(rows)
        rows.removeAll()
      }
      rows.end()
      try writer.write(rows)
    }
    guard count == appended.count else {
      throw LedgerError(.corrupt, "\(count) rows were written where \(appended.count) were numbered")
    }
  }

  private func writeChain(
    _ db: PostgresSession, _ tree: MerkleFrontier, ranges: [SourceRange]
  ) throws -> ChainLink {
    let offsets = JSONValue.array(
      ranges.map {
        [
          "incarnation": .integer($0.incarnation), "partition": .integer(Int64($0.partition)),
          "first": .integer($0.first), "next": .integer($0.next),
        ]
      })
    let link = ChainLink(
      batch: head.batch + 1, firstPosition: head.position + 1, lastPosition: result.head, recordedAt: recordedAt,
      offsets: offsets.canonicalText, duplicates: Int64(result.duplicates), parked: Int64(result.parked),
      root: tree.root, previous: head.chainHash)
    try db.execute(
      """
      WITH linked AS (
        INSERT INTO ledger.batch (batch, first_position, last_position, recorded_at, offsets, duplicates, parked,
          root_hash, previous_hash, chain_hash, frontier)
        VALUES ($1, $2, $3, $4, $5, $6::int, $7::int, $8, $9, $10, $11))
      UPDATE ledger.head SET position = $3, recorded_at = $4, batch = $1, chain_hash = $10, frontier = $11
      """,
      [
        .int(link.batch), .int(link.firstPosition), .int(link.lastPosition), .timestamp(recordedAt.microseconds),
        .json(link.offsets), .int(link.duplicates), .int(link.parked), .bytes(link.root.bytes),
        .bytes(link.previous.bytes), .bytes(link.hash.bytes), .bytes(tree.bytes),
      ])
    return link
  }
}
