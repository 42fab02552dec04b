extension JSONScanner {
  /// Consumes the string whose quote is next, and checks its UTF-8 and its escapes.
  mutating func string() throws(JSONError) -> JSONSpan {
    index &+= 1
    var span = JSONSpan(start: index, end: index, hasEscapes: false, hasNonASCII: false)
    while true {
      skipPlain()
      guard index < bytes.count else { throw JSONError(.unexpectedEnd, at: index) }
      switch bytes[index] {
      case UInt8(ascii: "\""):
        span.end = index
        index &+= 1
        return span
      case UInt8(ascii: "\\"):
        span.hasEscapes = true
        try escape()
      case 0: throw JSONError(.nul, at: index)
      case 0x01..<0x20: throw JSONError(.controlCharacter, at: index)
      case 0x80...:
        span.hasNonASCII = true
        let length = utf8Length(at: index)
        guard length > 0 else { throw JSONError(.invalidUTF8, at: index) }
        index &+= length
      default: index &+= 1
      }
    }
  }

  /// Skips printable ASCII but quote and backslash, eight bytes at a time.
  @inline(__always)
  private mutating func skipPlain() {
    guard let base = bytes.baseAddress else { return }
    let ones: UInt64 = 0x0101_0101_0101_0101
    while index &+ 8 <= bytes.count {
      let word = UInt64(littleEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self))
      let quote = word ^ (ones &* 0x22)
      let slash = word ^ (ones &* 0x5C)
      let control = (word &- (ones &* 0x20)) & ~word
      let special = (control | ((quote &- ones) & ~quote) | ((slash &- ones) & ~slash) | word) & (ones &* 0x80)
      if special != 0 {
        // Borrows only ever mark bytes after the first true one, so the lowest mark is right.
        index &+= special.trailingZeroBitCount >> 3
        return
      }
      index &+= 8
    }
  }

  /// Length of the UTF-8 character at that place, 0 where there is none (RFC 3629, section 4).
  func utf8Length(at place: Int) -> Int {
    func follows(_ distance: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
      place &+ distance < bytes.count && range.contains(bytes[place &+ distance])
    }
    switch bytes[place] {
    case 0x00...0x7F: return 1
    case 0xC2...0xDF: return follows(1) ? 2 : 0
    case 0xE0: return follows(1, 0xA0...0xBF) && follows(2) ? 3 : 0
    case 0xED: return follows(1, 0x80...0x9F) && follows(2) ? 3 : 0
    case 0xE1...0xEF: return follows(1) && follows(2) ? 3 : 0
    case 0xF0: return follows(1, 0x90...0xBF) && follows(2) && follows(3) ? 4 : 0
    case 0xF1...0xF3: return follows(1) && follows(2) && follows(3) ? 4 : 0
    case 0xF4: return follows(1, 0x80...0x8F) && follows(2) && follows(3) ? 4 : 0
    default: return 0
    }
  }

  /// The first byte in the range that begins no UTF-8 character which ends within it; nil where all is UTF-8.
  func firstInvalidUTF8(in range: Range<Int>) -> Int? {
    var place = range.lowerBound
    while place < range.upperBound {
      let length = utf8Length(at: place)
      guard length > 0, place &+ length <= range.upperBound else { return place }
      place &+= length
    }
    return nil
  }

  private mutating func escape() throws(JSONError) {
    let start = index
    guard start &+ 1 < bytes.count else { throw JSONError(.unexpectedEnd, at: bytes.count) }
    switch bytes[start &+ 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      index = start &+ 2
    case UInt8(ascii: "u"):
      let unit = try codeUnit(at: start &+ 2)
      index = start &+ 6
      switch unit {
      case 0: throw JSONError(.nul, at: start)
      case 0xDC00...0xDFFF: throw JSONError(.loneSurrogate, at: start)
      case 0xD800...0xDBFF:
        guard index &+ 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index &+ 1] == UInt8(ascii: "u"),
          (0xDC00...0xDFFF).contains(try codeUnit(at: index &+ 2))
        else { throw JSONError(.loneSurrogate, at: start) }
        index &+= 6
      default: break
      }
    default: throw JSONError(.badEscape, at: start)
    }
  }

  /// The UTF-16 code unit of the four hexadecimal digits at that place.
  func codeUnit(at place: Int) throws(JSONError) -> UInt16 {
    guard place &+ 4 <= bytes.count else { throw JSONError(.unexpectedEnd, at: bytes.count) }
    var unit: UInt16 = 0
    for index in place..<place &+ 4 {
      let byte = bytes[index]
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte &- 0x30
      case 0x41...0x46: digit = byte &- 0x37
      case 0x61...0x66: digit = byte &- 0x57
      default: throw JSONError(.badEscape, at: place &- 2)
      }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }
}
