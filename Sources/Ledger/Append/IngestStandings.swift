import Postgres

/// How far the ledger has read topics, each in its open incarnation.
package struct IngestStandings: Sendable, Hashable {
  package struct Topic: Sendable, Hashable {
    package var incarnation: Int64
    /// As the broker gave it; nil where it gave none.
    package var topicID: String?
    /// By partition: offsets below this were read, or were gone before they could be.
    package var next: [Int32: Int64] = [:]
    /// Offsets that were gone, as far as asked for.
    package var gaps: [Int32: [Range<Int64>]] = [:]

    package init(incarnation: Int64, topicID: String? = nil) {
      self.incarnation = incarnation
      self.topicID = topicID
    }
  }

  /// A place in a topic.
  package struct Place: Sendable, Hashable {
    package var topic: String
    package var partition: Int32
    package var offset: Int64

    package init(topic: String, partition: Int32, offset: Int64) {
      self.topic = topic
      self.partition = partition
      self.offset = offset
    }
  }

  /// Without those that the archiver never read.
  package var topics: [String: Topic]

  package init(topics: [String: Topic] = [:]) { self.topics = topics }

  /// All of one moment, in one query.
  /// - Parameter places: gaps are told that reach above the lowest place of their partition.
  package static func load(
    _ db: PostgresSession, topics: [String], gapsAbove places: [Place]
  ) throws -> IngestStandings {
    var lowest: [Place: Int64] = [:]
    for place in places {
      let partition = Place(topic: place.topic, partition: place.partition, offset: 0)
      lowest[partition] = min(lowest[partition] ?? .max, place.offset)
    }
    let above = lowest.map { ($0.key, $0.value) }
    let rows = try db.query(
      """
      SELECT i.topic, i.incarnation, o.partition, o.next_offset, NULL::bigint AS first_offset, i.topic_id
      FROM ledger.incarnation i LEFT JOIN ledger.ingest_offset o ON o.incarnation = i.incarnation
      WHERE i.closed_at IS NULL AND i.topic = ANY($1::text[])
      UNION ALL
      SELECT i.topic, i.incarnation, g.partition, g.next_offset, g.first_offset, i.topic_id
      FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS a (topic, partition, lowest)
      JOIN ledger.incarnation i ON i.topic = a.topic AND i.closed_at IS NULL
      JOIN ledger.ingest_gap g ON g.incarnation = i.incarnation AND g.partition = a.partition AND g.next_offset > a.lowest
      """,
      [
        .textArray(topics), .textArray(above.map(\.0.topic)), .intArray(above.map { Int64($0.0.partition) }),
        .intArray(above.map(\.1)),
      ])
    var found: [String: Topic] = [:]
    for row in rows {
      let name = try row.text(0)
      var topic = try found[name] ?? Topic(incarnation: row.int64(1), topicID: row.optionalText(5))
      if let partition = try row.optionalInt64(2).map({ Int32(truncatingIfNeeded: $0) }) {
        let next = try row.int64(3)
        if let first = try row.optionalInt64(4) {
          topic.gaps[partition, default: []].append(first..<max(first, next))
        } else {
          topic.next[partition] = next
        }
      }
      found[name] = topic
    }
    return IngestStandings(topics: found)
  }
}
