/// The inner loop of reading COPY's text format.
enum CopyEscape {
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
