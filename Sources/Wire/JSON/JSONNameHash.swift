/// A fast hash of short names; the same in every process, so that compiled schemas and documents agree.
///
/// It only ever selects candidates: whoever uses it compares the bytes as well.
enum JSONNameHash {
  @inline(__always)
  static func hash(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> UInt64 {
    let prime: UInt64 = 0x9E37_79B9_7F4A_7C15
    var state = UInt64(truncatingIfNeeded: end &- start) &* prime
    guard let base = bytes.baseAddress else { return state }
    var place = start
    while place &+ 8 <= end {
      let word = UInt64(littleEndian: UnsafeRawPointer(base + place).loadUnaligned(as: UInt64.self))
      state = (state ^ word) &* prime
      state ^= state >> 29
      place &+= 8
    }
    var word: UInt64 = 0
    while place < end {
      word = word << 8 | UInt64(bytes[place])
      place &+= 1
    }
    state = (state ^ word) &* prime
    return state ^ (state >> 32)
  }

  static func hash(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBufferPointer { hash($0, 0, $0.count) }
  }
}
