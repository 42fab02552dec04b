/// Frames behind each other in one segment: bytes from `start` to before `end`.
package struct JournalStretch: Sendable, Hashable {
  package var segment: UInt64
  package var start: Int
  package var end: Int
  /// Records in it.
  package var records: Int

  package init(segment: UInt64, start: Int, end: Int, records: Int) {
    self.segment = segment
    self.start = start
    self.end = end
    self.records = records
  }
}
