import NIOCore

/// The values that came last, at most so many, and at most of so much weight together.
struct RecentValues<Key: Hashable, Value> {
  private let capacity: Int
  private let mostWeight: Int
  private var values: [Key: (value: Value, weight: Int)] = [:]
  /// The oldest first.
  private var order: CircularBuffer<Key> = []
  private var weight = 0

  init(capacity: Int, weight: Int = .max) {
    self.capacity = capacity
    mostWeight = weight
  }

  subscript(_ key: Key) -> Value? { values[key]?.value }

  /// Keeps a value where there is none under its key, and lets the oldest go for it.
  mutating func remember(_ value: Value, under key: Key, weight added: Int = 0) {
    guard values[key] == nil else { return }
    values[key] = (value, added)
    order.append(key)
    weight += added
    while order.count > 1, order.count > capacity || weight > mostWeight {
      weight -= values.removeValue(forKey: order.removeFirst())?.weight ?? 0
    }
  }
}
