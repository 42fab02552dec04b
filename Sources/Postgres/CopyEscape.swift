/// The inner loops of COPY's text format.
enum CopyEscape {
  private static let low: UInt64 = 0x0101_0101_0101_0101
  private static let high: UInt64 = 0x8080_8080_8080_8080

  /// Whether one of eight bytes is a control character or a backslash (Hacker's Delight, 6-1: zero bytes in a word).
  @inline(__always)
  static func needsCare(_ word: UInt64) -> Bool {
    let control = (word &- low &* 0x20) & ~word
    let flipped = word ^ (low &* 0x5c)
    let backslash = (flipped &- low) & ~flipped
    return (control | backslash) & high != 0
  }

  /// Copies as it is.
  static func copy(_ source: UnsafeBufferPointer<UInt8>, to target: UnsafeMutablePointer<UInt8>) -> Int {
    if let start = source.baseAddress { target.update(from: start, count: source.count) }
    return source.count
  }

  /// Copies with backslashes before what COPY treats specially; needs twice the room. Returns the bytes written, -1
  /// when the source holds a NUL.
  static func escape(_ source: UnsafeBufferPointer<UInt8>, to target: UnsafeMutablePointer<UInt8>) -> Int {
    guard let start = source.baseAddress else { return 0 }
    let count = source.count
    var read = 0
    var written = 0
    while read < count {
      while count &- read >= 8 {
        let word = UnsafeRawPointer(start + read).loadUnaligned(as: UInt64.self)
        if needsCare(word) { break }
        UnsafeMutableRawPointer(target + written).storeBytes(of: word, as: UInt64.self)
        read &+= 8
        written &+= 8
      }
      // The eight bytes that need care, or the last few.
      let stop = min(count, read &+ 8)
      while read < stop {
        let byte = start[read]
        read &+= 1
        let letter = letter(for: byte)
        if letter == 0 {
          if byte == 0 { return -1 }
          target[written] = byte
          written &+= 1
        } else {
          target[written] = UInt8(ascii: "\\")
          target[written &+ 1] = letter
          written &+= 2
        }
      }
    }
    return written
  }

  /// What follows the backslash; 0 for a byte that needs none.
  @inline(__always)
  private static func letter(for byte: UInt8) -> UInt8 {
    switch byte {
    case 0x08: UInt8(ascii: "b")
    case 0x09: UInt8(ascii: "t")
    case 0x0a: UInt8(ascii: "n")
    case 0x0b: UInt8(ascii: "v")
    case 0x0c: UInt8(ascii: "f")
    case 0x0d: UInt8(ascii: "r")
    case 0x5c: UInt8(ascii: "\\")
    default: 0
    }
  }

  /// Writes `\\x` and hexadecimal digits; needs twice the room and 3 bytes.
  static func hex(_ source: UnsafeRawBufferPointer, to target: UnsafeMutablePointer<UInt8>) -> Int {
    target[0] = UInt8(ascii: "\\")
    target[1] = UInt8(ascii: "\\")
    target[2] = UInt8(ascii: "x")
    var written = 3
    for byte in source {
      target[written] = PostgresText.digit(byte >> 4)
      target[written &+ 1] = PostgresText.digit(byte & 15)
      written &+= 2
    }
    return written
  }

  /// Takes the backslashes out; needs the same room. Returns the bytes written.
  static func unescape(_ source: UnsafeRawBufferPointer, to target: UnsafeMutablePointer<UInt8>) -> Int {
    var read = 0
    var written = 0
    while read < source.count {
      var byte = source[read]
      read &+= 1
      if byte == UInt8(ascii: "\\"), read < source.count {
        byte = meaning(of: source[read])
        read &+= 1
      }
      target[written] = byte
      written &+= 1
    }
    return written
  }

  @inline(__always)
  private static func meaning(of letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "n"): 0x0a
    case UInt8(ascii: "v"): 0x0b
    case UInt8(ascii: "f"): 0x0c
    case UInt8(ascii: "r"): 0x0d
    default: letter
    }
  }
}
