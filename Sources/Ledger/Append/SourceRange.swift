/// The offsets of one partition of a topic incarnation that a batch covers: [first, next).
///
/// Offsets are places and no counts: some of a range have no record for a reader (the ends of transactions, what was
/// aborted, what compaction removed), and a range may have none at all.
package struct SourceRange: Sendable, Hashable {
  package var incarnation: Int64
  package var partition: Int32
  package var first: Int64
  package var next: Int64
  /// The fence this archiver got when the partition was assigned to it.
  package var fence: Int64
  /// The last record in the range; nil where it has none.
  package var last: Record?

  /// A record, by which a recreated topic is told from the one known.
  package struct Record: Sendable, Hashable {
    package var offset: Int64
    /// SHA-256.
    package var hash: [UInt8]

    package init(offset: Int64, hash: [UInt8]) {
      self.offset = offset
      self.hash = hash
    }
  }

  package init(incarnation: Int64, partition: Int32, first: Int64, next: Int64, fence: Int64, last: Record?) {
    self.incarnation = incarnation
    self.partition = partition
    self.first = first
    self.next = next
    self.fence = fence
    self.last = last
  }

  /// Of records without holes.
  package init(
    incarnation: Int64, partition: Int32, first: Int64, next: Int64, fence: Int64, lastRecordHash: [UInt8]
  ) {
    self.init(
      incarnation: incarnation, partition: partition, first: first, next: next, fence: fence,
      last: Record(offset: next - 1, hash: lastRecordHash))
  }
}
