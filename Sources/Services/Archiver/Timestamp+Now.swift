import Domain
import Glibc

extension Timestamp {
  /// The host's clock: only shells read it, and only to stamp what they record or to tick.
  package static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }
}
