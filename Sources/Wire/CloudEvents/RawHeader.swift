/// One header of a Kafka record; a header may come without a value.
package struct RawHeader: Sendable, Hashable {
  package var name: String
  package var value: [UInt8]?

  package init(_ name: String, _ value: [UInt8]?) {
    self.name = name
    self.value = value
  }
}
