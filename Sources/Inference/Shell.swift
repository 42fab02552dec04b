import Domain
import Execution

/// Time and randomness, which nothing else here reads.
struct Shell: Sendable {
  func now() -> Timestamp { Timestamp(microseconds: WallClock.microseconds) }

  func feedbackID(_ now: Timestamp) -> String { "feedback-" + uuid(now) }

  func interactionID(_ now: Timestamp) -> String { uuid(now) }

  /// A UUID of version 7 (RFC 9562, section 5.7): milliseconds, then 74 random bits.
  private func uuid(_ now: Timestamp) -> String {
    let milliseconds = UInt64(max(0, now.microseconds / 1_000))
    let random = UInt64.random(in: .min ... .max)
    let high = milliseconds << 16 | 0x7000 | random & 0xFFF
    let low = UInt64.random(in: .min ... .max) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    return String(unsafeUninitializedCapacity: 36) { buffer in
      var place = 0
      for digit in 0..<32 {
        if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
          buffer.initializeElement(at: place, to: UInt8(ascii: "-"))
          place += 1
        }
        let word = digit < 16 ? high : low
        let nibble = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (digit & 15))) & 15
        buffer.initializeElement(at: place, to: nibble < 10 ? 0x30 + nibble : 0x57 + nibble)
        place += 1
      }
      return place
    }
  }
}
