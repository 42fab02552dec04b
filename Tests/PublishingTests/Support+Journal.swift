import Foundation
import Kafka
import Publishing
import Synchronization
import TestSupport

/// Hears of commits and does nothing.
struct DeafListener: JournalListener {
  func willWrite(_ commit: JournalCommit) {}
  func didWrite(_ commit: JournalCommit, isDurable: Bool) {}
}

/// Notes what was written, as stretches that can be read.
final class NotingListener: JournalListener {
  let written = Mutex<[JournalStretch]>([])

  func willWrite(_ commit: JournalCommit) {}

  func didWrite(_ commit: JournalCommit, isDurable: Bool) {
    if isDurable { written.withLock { $0.append(commit.stretch) } }
  }
}

func open(
  _ disk: any JournalDisk, _ configuration: JournalConfiguration, listener: any JournalListener = DeafListener()
) throws -> (journal: Journal, found: [JournalStretch]) {
  let (journal, found) = try Journal.open(disk, configuration, listener: listener, logger: quiet)
  return (journal, found.map(\.stretch))
}

extension Journal {
  /// The names of records, in the order of the stretches.
  func names(_ stretches: [JournalStretch]) async throws -> [String] {
    try await records(stretches).flatMap(PublishingTests.names)
  }

  func append(_ records: [KafkaRecord]) async throws { try await append(JournalEntry(records)) }
}
