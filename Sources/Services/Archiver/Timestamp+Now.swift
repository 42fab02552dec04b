import Domain
import Glibc

extension Timestamp {
  /// The host's clock: only shells read it, and only to stamp what they record or to tick.
  package static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }

  /// A Kafka record's timestamp, which its producer may set to anything; nil outside the years 1 to 9999.
  init?(kafkaMilliseconds milliseconds: Int64) {
    guard (-62_135_596_800_000..<253_402_300_800_000).contains(milliseconds) else { return nil }
    self.init(microseconds: milliseconds * 1000)
  }
}
