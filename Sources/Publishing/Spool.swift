import Execution
import Kafka
import Logging
import Synchronization

/// Records on disk, oldest first, within a bound of bytes: what waits for Kafka to come back.
///
/// What `append` has returned for survives a kill and a power cut. Removal is not durable at once, so after a kill
/// records that were delivered may come again. It runs on a thread of its own, since the disk blocks.
package actor Spool {
  struct Segment {
    let number: UInt64
    /// Sound bytes in the file.
    var size: Int
    /// Records in those bytes, delivered ones included.
    var records: Int
    /// Where the first record lies that is not delivered, and how many are.
    var offset = 0
    var delivered = 0
  }

  private let executor = ThreadExecutor(name: "spool")
  nonisolated package var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  nonisolated package let configuration: SpoolConfiguration
  nonisolated let shared = Mutex(SpoolStatus())
  let folder: SpoolFolder
  let logger: Logger
  /// nil once it is closed.
  private var lock: SpoolFile?
  var segments: [Segment] = []
  private var nextNumber: UInt64 = 1

  /// Opens a spool and takes over what lies in it; a torn end of the last segment is cut off.
  /// - Throws: `SpoolError`, with code `inUse` when another process has the folder.
  package init(_ configuration: SpoolConfiguration, logger: Logger) throws(SpoolError) {
    self.configuration = configuration
    self.logger = logger
    folder = try SpoolFolder(path: configuration.folder)
    let lock = try SpoolFile(path: configuration.folder + "/lock")
    try lock.lockExclusively()
    self.lock = consume lock
    let found = try Spool.recover(folder, logger)
    segments = found
    nextNumber = (found.last?.number ?? 0) + 1
    shared.withLock { $0 = Spool.status(found) }
  }

  /// How much there is; may be asked from anywhere without waiting.
  nonisolated package var status: SpoolStatus { shared.withLock { $0 } }

  /// Puts records behind those that are there, and returns once the disk has them: all of them or none.
  /// - Throws: `SpoolError` with code `full` when they do not fit.
  package func append(_ records: [KafkaRecord]) throws(SpoolError) {
    guard !records.isEmpty else { return }
    guard lock != nil else { throw SpoolError(.closed, "the spool of \(configuration.folder) is closed") }
    var bytes: [UInt8] = []
    for record in records { SpoolFrame.append(record, to: &bytes) }
    let used = segments.reduce(0) { $0 + $1.size }
    guard used + bytes.count <= configuration.maximumBytes else {
      throw SpoolError(
        .full,
        "\(used) of \(configuration.maximumBytes) bytes are taken in \(configuration.folder), and \(bytes.count) more "
          + "do not fit; bring Kafka back, or allow the spool more bytes")
    }
    let isNew = segments.last.map { $0.size >= configuration.segmentBytes } ?? true
    let current = isNew ? Segment(number: nextNumber, size: 0, records: 0) : segments.removeLast()
    var after = current
    after.size += bytes.count
    after.records += records.count
    do throws(SpoolError) {
      try SpoolFile(path: folder.segmentPath(current.number)).append(bytes, at: current.size)
      if isNew { try folder.synchronise() }
    } catch {
      if isNew { try? folder.remove(current.number) } else { segments.append(current) }
      throw error
    }
    if isNew { nextNumber += 1 }
    segments.append(after)
    publishStatus()
  }

  /// Frees the folder for another spool; what is in it stays there.
  package func close() {
    lock = nil
    segments = []
  }

  func publishStatus() {
    let status = Spool.status(segments)
    shared.withLock { $0 = status }
  }

  private static func status(_ segments: [Segment]) -> SpoolStatus {
    SpoolStatus(
      bytes: segments.reduce(0) { $0 + $1.size }, records: segments.reduce(0) { $0 + $1.records - $1.delivered })
  }
}
