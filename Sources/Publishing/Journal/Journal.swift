import Execution
import Kafka
import Logging
import Synchronization

/// Records on disk until the ledger has them: what `append` has returned for survives a kill and a power cut.
///
/// Commits are grouped: while the disk writes one, what comes is gathered for the next. Segment files are written full of
/// zeros before they are needed, so that a commit changes bytes of a file and nothing else. A segment on which a write or a
/// synchronisation failed is never written again, and neither is one that an earlier process left.
package final class Journal: Sendable {
  struct Segment {
    let name: SegmentName
    let file: any JournalFile
    /// Bytes of the file.
    let size: Int
    /// Where the last frame ends that counts.
    var end = 0
    /// Bytes before this are no longer wanted.
    var done = 0
    /// Of what an earlier process left: bytes before this had been on disk; nil: all up to the end.
    var known: Int?
    /// Whether nothing more is written to it.
    var isSealed = false
  }

  struct Waiter {
    let entry: JournalEntry
    let continuation: CheckedContinuation<JournalError?, Never>
  }

  struct State {
    var waiters: [Waiter] = []
    var isWriting = false
    var isClosed = false
    var segments: [UInt64: Segment] = [:]
    /// What is written to, and what will be next.
    var active: UInt64?
    var spare: UInt64?
    var isPreparing = false
    var nextNumber: UInt64 = 1
    var nextSerial: Int64 = 1
    var status = JournalStatus()
    /// What was told of and goes on.
    var told: Set<String> = []
    /// Why nothing more can be taken until the process starts again; nil: it can.
    var gone: JournalError?
    /// When there was no room last.
    var lastFull: (at: ContinuousClock.Instant, error: JournalError)?
  }

  /// Bytes that one commit gathers at most, unless one entry has more.
  static let mostBytes = 4 << 20

  /// Zeros that are given to the disk at once.
  static let pieceBytes = 256 << 10

  let disk: any JournalDisk
  let configuration: JournalConfiguration
  let listener: any JournalListener
  let logger: Logger
  let writer = ThreadExecutor(name: "journal")
  /// Prepares, reads and removes files, so that commits do not wait for that.
  let files = ThreadExecutor(name: "journal-files")
  let state = Mutex(State())
  /// What the file of notes has.
  let lastNotes = Mutex("")

  /// Opens a journal and takes over what lies in it.
  /// - Returns: what is in it, oldest first, beside the journal.
  package static func open(
    _ disk: any JournalDisk, _ configuration: JournalConfiguration, listener: any JournalListener, logger: Logger
  ) throws(JournalError) -> (journal: Journal, found: [JournalCommit]) {
    let journal = Journal(disk, configuration, listener: listener, logger: logger)
    return (journal, try journal.recover())
  }

  private init(
    _ disk: any JournalDisk, _ configuration: JournalConfiguration, listener: any JournalListener, logger: Logger
  ) {
    self.disk = disk
    self.configuration = configuration
    self.listener = listener
    self.logger = logger
  }

  package var path: String { disk.path }

  /// How it stands; may be asked from anywhere. It asks the file system.
  package var status: JournalStatus {
    // Not while a commit waits for the state.
    let free = try? disk.free()
    return state.withLock { state in
      var status = state.status
      status.bytes = Journal.bytes(state.segments)
      status.eventBytes = state.segments.values.reduce(0) { $0 + $1.end - $1.done }
      status.isGone = state.gone != nil
      if let free { status.limit = limit(used: status.bytes, free: free) }
      return status
    }
  }

  /// Puts records behind those that are there, and returns once the disk has them: all of them or none.
  /// - Throws: `JournalError`: with code `full` where there is no room and nothing was written; with `io` where the disk
  ///   refused, and they may be there all the same.
  package func append(_ entry: JournalEntry) async throws(JournalError) {
    guard !entry.records.isEmpty else { return }
    let error: JournalError? = await withCheckedContinuation { continuation in
      let (isTaken, isFirst) = state.withLock { state in
        guard !state.isClosed else { return (false, false) }
        state.waiters.append(Waiter(entry: entry, continuation: continuation))
        defer { state.isWriting = true }
        return (true, !state.isWriting)
      }
      if !isTaken {
        continuation.resume(returning: JournalError(.closed, "the journal of \(disk.path) is closed"))
      } else if isFirst {
        writer.submit { [self] in writeAll() }
      }
    }
    if let error { throw error }
  }

  /// Takes nothing more; what is in it stays there. What is being written is written first.
  package func close() async {
    state.withLock { $0.isClosed = true }
    await writer.run { [self] in writeAll() }
    await files.run { [self] in
      saveDone()
      let all = state.withLock { state in
        let all = state.segments
        state.segments = [:]
        (state.active, state.spare) = (nil, nil)
        return all
      }
      // An empty file is of no use to anybody.
      for (_, segment) in all where segment.end == segment.done { try? disk.remove(segment.name.text) }
    }
    writer.shutdown()
    files.shutdown()
  }

  static func bytes(_ segments: [UInt64: Segment]) -> Int { segments.values.reduce(0) { $0 + $1.size } }

  /// The most bytes that segments may have, where they have so many and the disk has so many more.
  func limit(used: Int, free: Int) -> Int {
    let most = Double(free) + Double(used)
    guard let maximum = configuration.maximumBytes else { return Int(min(most * configuration.share, 1e18)) }
    return Int(min(most, Double(maximum)))
  }

  /// Bytes of a segment: less than configured on a small disk.
  func segmentSize(_ limit: Int) -> Int { min(configuration.segmentBytes, max(limit / 8, 4_096)) }
}
