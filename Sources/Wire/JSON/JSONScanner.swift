/// A pull scanner over one JSON text (RFC 8259): the caller asks for what comes next, nothing is copied.
///
/// Beyond the grammar it refuses what PostgreSQL or Swift would choke on later: invalid UTF-8, NUL, lone surrogates,
/// numbers that are no finite double, and nesting over `depthLimit`. It is only valid while its bytes are.
package struct JSONScanner {
  package static let depthLimit = 64

  let bytes: UnsafeBufferPointer<UInt8>
  /// The next byte to read.
  package var index = 0
  /// How many arrays and objects are open.
  package var depth = 0

  package init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  @inline(__always)
  mutating func skipSpace() {
    while index < bytes.count {
      let byte = bytes[index]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      index &+= 1
    }
  }

  /// The first byte of the next value, which is not consumed.
  @inline(__always)
  mutating func peek() throws(JSONError) -> UInt8 {
    skipSpace()
    guard index < bytes.count else { throw JSONError(.unexpectedEnd, at: index) }
    return bytes[index]
  }

  /// Checks that the text holds anything and starts like JSON does.
  mutating func begin() throws(JSONError) {
    skipSpace()
    guard index < bytes.count else { throw JSONError(.empty, at: 0) }
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { throw JSONError(.byteOrderMark, at: 0) }
  }

  /// Checks that nothing but white space is left.
  mutating func end() throws(JSONError) {
    skipSpace()
    guard index == bytes.count else { throw unexpected(.trailingBytes) }
  }

  /// Enters the array or object whose bracket is next; false where it is empty, and then it is left again at once.
  @inline(__always)
  mutating func enter(closing: UInt8) throws(JSONError) -> Bool {
    guard depth < JSONScanner.depthLimit else { throw JSONError(.tooDeep, at: index) }
    index &+= 1
    if try peek() == closing {
      index &+= 1
      return false
    }
    depth &+= 1
    return true
  }

  /// After an element: true at a comma, false at the closing bracket, both consumed.
  @inline(__always)
  mutating func another(closing: UInt8) throws(JSONError) -> Bool {
    let byte = try peek()
    guard byte == UInt8(ascii: ",") || byte == closing else { throw unexpected(.unexpectedByte) }
    index &+= 1
    if byte == closing {
      depth &-= 1
      return false
    }
    return true
  }

  /// The next member's name with its colon.
  @inline(__always)
  mutating func name() throws(JSONError) -> JSONSpan {
    guard try peek() == UInt8(ascii: "\"") else { throw unexpected(.unexpectedByte) }
    let span = try string()
    guard try peek() == UInt8(ascii: ":") else { throw unexpected(.unexpectedByte) }
    index &+= 1
    return span
  }

  /// Consumes `true`, `false` or `null`.
  mutating func literal(_ word: StaticString) throws(JSONError) {
    for place in 0..<word.utf8CodeUnitCount {
      guard index < bytes.count else { throw JSONError(.unexpectedEnd, at: index) }
      guard bytes[index] == word.utf8Start[place] else { throw unexpected(.unexpectedByte) }
      index &+= 1
    }
  }

  /// The error for the next byte, told apart where it is NUL or starts no UTF-8 character.
  func unexpected(_ code: JSONError.Code) -> JSONError {
    guard index < bytes.count else { return JSONError(.unexpectedEnd, at: index) }
    switch bytes[index] {
    case 0: return JSONError(.nul, at: index)
    case 0x80...0xFF where utf8Length(at: index) == 0: return JSONError(.invalidUTF8, at: index)
    default: return JSONError(code, at: index)
    }
  }
}
