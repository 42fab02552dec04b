import Domain
import Synchronization

/// The events that were accepted last under ids of their callers' choice: what a repeated id is compared with first.
final class RecentEvents: Sendable {
  struct Entry: Sendable {
    var event: Event
    /// The event's time, where the caller said it.
    var statedAt: Timestamp?
    /// How many first bytes of the data are what the caller said.
    var asked: Int
    /// What was answered.
    var answer: [UInt8]

    /// Whether an event says the same; of a decision, whether it asks the same.
    func isSame(_ other: Event, asked count: Int) -> Bool {
      asked == count && event.saysTheSame(as: other, inFirst: count)
    }
  }

  /// Source and id, byte by byte.
  private struct Key: Hashable {
    var bytes: [UInt8]

    init(_ event: Event) { bytes = Array(event.source.utf8) + [0] + Array(event.id.utf8) }
  }

  private let entries: Mutex<RecentValues<Key, Entry>>

  /// - Parameters:
  ///   - capacity: most entries.
  ///   - bytes: most bytes of their data and answers.
  init(capacity: Int = 16_384, bytes: Int = 64 << 20) {
    entries = Mutex(RecentValues(capacity: capacity, weight: bytes))
  }

  subscript(_ event: Event) -> Entry? {
    let key = Key(event)
    return entries.withLock { $0[key] }
  }

  /// Keeps an entry where there is none under its id: the first stands.
  func remember(_ entry: Entry) {
    let key = Key(entry.event)
    let weight = entry.event.dataLength + entry.answer.count
    entries.withLock { $0.remember(entry, under: key, weight: weight) }
  }
}
