/// The range of a partition: offsets from `low` up to, but not including, `high`.
public struct KafkaWatermarks: Sendable, Hashable {
  public var low: Int64
  public var high: Int64

  public init(low: Int64, high: Int64) {
    self.low = low
    self.high = high
  }
}
