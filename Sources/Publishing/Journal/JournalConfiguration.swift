/// Where a journal lies, and how large it may grow.
package struct JournalConfiguration: Sendable, Hashable {
  /// The folder of all journals of this disk; each process takes a sub-folder of its own. Made when missing.
  package var folder: String
  /// The most bytes on disk; nil: `share`.
  package var maximumBytes: Int?
  /// Of what is free on the disk, or taken by the journal: how much it may take.
  package var share: Double
  /// A segment file of so many bytes is written before it is needed.
  package var segmentBytes: Int
  /// Where the program before kept what Kafka did not take; nil: nowhere.
  package var spoolFolder: String?

  package init(
    folder: String, maximumBytes: Int? = nil, share: Double = 0.25, segmentBytes: Int = 8 << 20,
    spoolFolder: String? = nil
  ) {
    self.folder = folder
    self.maximumBytes = maximumBytes
    self.share = share
    self.segmentBytes = maximumBytes.map { min(segmentBytes, max(4_096, $0 / 8)) } ?? segmentBytes
    self.spoolFolder = spoolFolder
  }
}
