/// Makes a ledger large by SQL: the size is real, the hashes are not.
enum Growth {
  static func grow(_ arena: Arena, to size: Int) async throws {
    let roots = size.nonzeroBitCount
    try arena.psql(
      """
      SELECT ledger.ensure_partitions(\(size + 10_000_000)) \\g /dev/null
      INSERT INTO ledger.event SELECT g, now(), now(), 'bench.ledger', 'millrace.interaction.recorded.v1',
        '/bench/producer', md5(random()::text || g), NULL, 'bench.ledger/user-' || g % 5000, NULL, NULL, NULL, NULL,
        json_build_object('interaction_id', md5(g::text), 'unit', g, 'note', repeat(md5(g::text) || ' ', 6)),
        decode(md5(g::text), 'hex'), sha256(g::text::bytea), 1 FROM generate_series(1, \(size)) g;
      INSERT INTO ledger.event_id SELECT ledger.generation(position), ledger.event_digest(source, event_id), position,
        content_hash FROM ledger.event ORDER BY position;
      INSERT INTO ledger.batch SELECT 1, 1, \(size), now(), '[]', 0, 0, sha256(''), sha256(''), sha256(''),
        decode(repeat('00', \(32 * roots)), 'hex');
      UPDATE ledger.head SET position = \(size), recorded_at = now(), batch = 1, chain_hash = sha256(''),
        frontier = decode(repeat('00', \(32 * roots)), 'hex');
      VACUUM ANALYZE;

      """)
  }
}
