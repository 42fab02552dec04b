/// CRC-32C (Castagnoli; RFC 3720, appendix B.4), which finds every torn or flipped frame on disk. Eight bytes a step
/// (M. Kounavis and F. Berry, "Novel table lookup-based algorithms for high-performance CRC generation", 2008).
enum Checksum {
  /// Eight tables of 256, the k-th for a byte with k zeros behind it.
  private static let tables: [UInt32] = {
    var first: [UInt32] = []
    for byte in UInt32(0)..<256 {
      var value = byte
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
      first.append(value)
    }
    var tables = first
    for level in 1..<8 {
      for byte in 0..<256 {
        let before = tables[(level - 1) * 256 + byte]
        tables.append(before >> 8 ^ first[Int(before & 0xFF)])
      }
    }
    return tables
  }()

  static func crc32c(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.withUnsafeBytes { crc32c($0) }
  }

  static func crc32c(_ bytes: [UInt8], from start: Int, to end: Int? = nil) -> UInt32 {
    bytes.withUnsafeBytes { crc32c(UnsafeRawBufferPointer(rebasing: $0[start..<(end ?? bytes.count)])) }
  }

  private static func crc32c(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    tables.withUnsafeBufferPointer { table in
      var crc = ~UInt32(0)
      var place = 0
      while place + 8 <= bytes.count {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)) ^ UInt64(crc)
        crc = 0
        for index in 0..<8 {
          let byte = Int(truncatingIfNeeded: word >> UInt64(8 * index)) & 0xFF
          crc ^= table[(7 - index) * 256 + byte]
        }
        place += 8
      }
      while place < bytes.count {
        crc = crc >> 8 ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ bytes[place])]
        place += 1
      }
      return ~crc
    }
  }
}
