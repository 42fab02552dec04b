import Logging
import Synchronization

/// Counts the errors that are logged.
struct RecordingLog: LogHandler {
  private final class Count: Sendable { let value = Mutex(0) }

  private let count = Count()
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.error

  var errors: Int { count.value.withLock { $0 } }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { count.value.withLock { $0 += 1 } }
}
