import Kafka
import Ledger

/// What the broker says of a topic.
struct TopicSight: Sendable {
  /// nil where the broker gives none.
  var id: String?
  /// Of the partitions that were asked for.
  var watermarks: [Int32: KafkaWatermarks] = [:]

  /// How the topic differs from the one that the ledger knows; nil where it is the same as far as can be seen here.
  /// - Parameter standings: where the ledger stands in the partitions that were asked for, held under a fence, so that
  ///   nobody moves them on while the broker is asked.
  func difference(
    from known: IngestOffsets.Incarnation, standings: [Int32: IngestOffsets.Standing]
  ) -> String? {
    if let id, let was = known.topicID, id != was { return "the topic was recreated" }
    for (partition, standing) in standings.sorted(by: { $0.key < $1.key }) where standing.nextOffset > 0 {
      guard let marks = watermarks[partition], marks.high >= standing.nextOffset else {
        return "the topic ends before what was read of partition \(partition)"
      }
    }
    return nil
  }
}
