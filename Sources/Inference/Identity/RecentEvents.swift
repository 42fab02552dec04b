import Domain
import Synchronization

/// The events that were accepted last under ids of their callers' choice: what a repeated id is compared with first.
final class RecentEvents: Sendable {
  struct Entry: Sendable {
    var event: Event
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

  private struct State {
    var entries: [Key: Entry] = [:]
    /// A ring, the oldest at `next`.
    var order: [Key] = []
    var next = 0
  }

  private let capacity: Int
  private let state = Mutex(State())

  init(capacity: Int = 16_384) { self.capacity = capacity }

  subscript(_ event: Event) -> Entry? {
    let key = Key(event)
    return state.withLock { $0.entries[key] }
  }

  /// Keeps an entry where there is none under its id: the first stands.
  func remember(_ entry: Entry) {
    let key = Key(entry.event)
    state.withLock { state in
      guard state.entries[key] == nil else { return }
      state.entries[key] = entry
      if state.order.count < capacity {
        state.order.append(key)
      } else {
        state.entries[state.order[state.next]] = nil
        state.order[state.next] = key
        state.next = (state.next + 1) % capacity
      }
    }
  }
}
