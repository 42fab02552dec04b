/// How a journal stands.
package struct JournalStatus: Sendable, Hashable {
  /// Bytes of the segment files.
  package var bytes = 0
  /// Of these, those of events that are still wanted.
  package var eventBytes = 0
  /// The most that they may have; 0 where the disk does not say.
  package var limit = 0
  /// Bytes that were found damaged and set aside.
  package var damagedBytes = 0
  /// Files of segments that are left as they are, since they cannot be read or a newer program wrote them.
  package var unread: [String] = []
  /// Records that Kafka refused, set aside.
  package var refused = 0
  /// Why the last commit failed; nil where it did not.
  package var failure: JournalError?
  /// Whether its files were removed or moved: nothing more is taken until the process starts again.
  package var isGone = false

  /// Whether nothing more is taken.
  package var isFull: Bool { failure?.code == .full }
  package var isHalfFull: Bool { limit > 0 && bytes >= limit / 2 }
}
