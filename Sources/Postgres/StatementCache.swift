/// Which statements are prepared on a connection, the least recently used leaving first.
struct StatementCache {
  /// Statements are told apart by text and parameter types.
  struct Key: Hashable {
    var query: String
    var types: [UInt32]
  }

  private struct Entry {
    var name: String
    var lastUse: Int
  }

  let capacity: Int
  private var entries: [Key: Entry] = [:]
  private var uses = 0
  private var names = 0

  init(capacity: Int) { self.capacity = max(1, capacity) }

  var count: Int { entries.count }

  /// The name of a prepared statement, nil if it is not prepared.
  mutating func name(for key: Key) -> String? {
    uses += 1
    entries[key]?.lastUse = uses
    return entries[key]?.name
  }

  /// A name never given out before.
  mutating func newName() -> String {
    names += 1
    return "s\(names)"
  }

  /// Remembers a prepared statement and returns the name of the one that has to go for it.
  mutating func insert(_ key: Key, name: String) -> String? {
    var evicted: String?
    if entries.count >= capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      evicted = oldest.value.name
      entries[oldest.key] = nil
    }
    uses += 1
    entries[key] = Entry(name: name, lastUse: uses)
    return evicted
  }

  mutating func remove(_ key: Key) { entries[key] = nil }

  mutating func removeAll() { entries.removeAll() }
}
