/// The offsets of one partition of a topic incarnation that a batch covers: [first, next).
package struct SourceRange: Sendable, Hashable {
  package var incarnation: Int64
  package var partition: Int32
  package var first: Int64
  package var next: Int64
  /// The fence this archiver got when the partition was assigned to it.
  package var fence: Int64
  /// SHA-256 of the last record in the range, by which a recreated topic is told from the one known.
  package var lastRecordHash: [UInt8]

  package init(
    incarnation: Int64, partition: Int32, first: Int64, next: Int64, fence: Int64, lastRecordHash: [UInt8]
  ) {
    self.incarnation = incarnation
    self.partition = partition
    self.first = first
    self.next = next
    self.fence = fence
    self.lastRecordHash = lastRecordHash
  }
}
