/// Where a spool lies, and how large it may grow.
package struct SpoolConfiguration: Sendable, Hashable {
  /// A folder of its own; made when missing. One process at a time uses it.
  package var folder: String
  /// The most bytes on disk; what does not fit is refused.
  package var maximumBytes: Int
  /// A segment file that has reached this size is followed by a new one.
  package var segmentBytes: Int

  package init(folder: String, maximumBytes: Int = 256 << 20, segmentBytes: Int = 8 << 20) {
    self.folder = folder
    self.maximumBytes = maximumBytes
    self.segmentBytes = segmentBytes
  }
}
