/// A partition that this archiver owns: the topic's life it belongs to, its fence, and where it stands.
struct PartitionClaim: Sendable, Hashable {
  var incarnation: Int64
  /// nil where the broker gives none.
  var topicID: String?
  var fence: Int64
  var nextOffset: Int64

  func watermark(position: Int64) -> DurableWatermark {
    DurableWatermark(incarnation: incarnation, nextOffset: nextOffset, position: position)
  }
}
