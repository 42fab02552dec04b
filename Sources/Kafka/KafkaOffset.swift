/// A place in a partition: the offset of a record, or one of the named places.
public struct KafkaOffset: RawRepresentable, Sendable, Hashable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  public var rawValue: Int64

  /// The oldest record that the broker still has.
  public static let beginning = KafkaOffset(rawValue: -2)
  /// After the newest record.
  public static let end = KafkaOffset(rawValue: -1)
  /// What the group last committed; `auto.offset.reset` says what happens where there is nothing.
  public static let stored = KafkaOffset(rawValue: -1000)

  public init(rawValue: Int64) {
    self.rawValue = rawValue
  }

  public init(_ offset: Int64) {
    self.init(rawValue: offset)
  }

  public init(integerLiteral value: Int64) {
    self.init(rawValue: value)
  }

  public var description: String {
    switch self {
    case .beginning: "beginning"
    case .end: "end"
    case .stored: "stored"
    default: "\(rawValue)"
    }
  }
}
