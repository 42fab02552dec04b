extension Event {
  /// How many bytes the data has.
  package var dataLength: Int { data.count }

  /// Whether another event has the same key, and the same first bytes of data.
  package func saysTheSame(as other: Event, inFirst count: Int) -> Bool {
    (key ?? "").utf8.elementsEqual((other.key ?? "").utf8) && data.prefix(count).elementsEqual(other.data.prefix(count))
  }
}
