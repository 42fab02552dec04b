/// How much a spool holds.
package struct SpoolStatus: Sendable, Hashable {
  /// Bytes on disk.
  package var bytes = 0
  /// Records that are not delivered yet.
  package var records = 0

  package var isEmpty: Bool { records == 0 }
}
