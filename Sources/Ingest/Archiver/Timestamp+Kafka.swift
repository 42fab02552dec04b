import Domain

extension Timestamp {
  /// A Kafka record's timestamp, which its producer may set to anything; nil outside the years 1 to 9999.
  init?(kafkaMilliseconds milliseconds: Int64) {
    guard (-62_135_596_800_000..<253_402_300_800_000).contains(milliseconds) else { return nil }
    self.init(microseconds: milliseconds * 1000)
  }
}
