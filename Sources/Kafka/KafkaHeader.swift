/// One header of a record. Names may repeat; order is kept.
public struct KafkaHeader: Sendable, Hashable {
  public var name: String
  /// nil is a header without a value, which is something else than an empty one.
  public var value: [UInt8]?

  public init(_ name: String, _ value: [UInt8]?) {
    self.name = name
    self.value = value
  }

  /// A header with text as its value, in UTF-8.
  public init(_ name: String, _ value: String) {
    self.init(name, Array(value.utf8))
  }
}
