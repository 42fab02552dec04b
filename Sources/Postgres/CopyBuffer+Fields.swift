extension CopyBuffer {
  public mutating func null() {
    field(atMost: 2) { target in
      target[0] = UInt8(ascii: "\\")
      target[1] = UInt8(ascii: "N")
      return 2
    }
  }

  public mutating func bool(_ value: Bool) {
    field(atMost: 1) { target in
      target[0] = value ? UInt8(ascii: "t") : UInt8(ascii: "f")
      return 1
    }
  }

  public mutating func int(_ value: Int) { int64(Int64(value)) }

  public mutating func int64(_ value: Int64) {
    field(atMost: 20) { target in
      var rest = value.magnitude
      var length = value < 0 ? 2 : 1
      var probe = rest
      while probe >= 10 {
        probe /= 10
        length += 1
      }
      var position = length
      repeat {
        position -= 1
        target[position] = 48 &+ UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      if value < 0 { target[0] = UInt8(ascii: "-") }
      return length
    }
  }

  public mutating func double(_ value: Double) {
    var text = PostgresText.double(value)
    text.withUTF8 { bytes in field(atMost: bytes.count) { CopyEscape.copy(bytes, to: $0) } }
  }

  /// A `timestamptz`, from microseconds since 1970-01-01T00:00:00Z.
  public mutating func timestamp(_ micros: Int64) {
    field(atMost: CivilTime.longestText) { target in
      CivilTime(micros: micros).write(to: UnsafeMutableBufferPointer(start: target, count: CivilTime.longestText))
    }
  }

  /// A `bytea`.
  public mutating func bytes(_ value: UnsafeRawBufferPointer) {
    field(atMost: value.count * 2 + 3) { CopyEscape.hex(value, to: $0) }
  }

  /// A `bytea`.
  public mutating func bytes(_ value: [UInt8]) {
    value.withUnsafeBytes { bytes($0) }
  }

  /// Text, or the text form of a value of any type.
  /// - Throws: `PostgresError` with code `.invalidValue` when it holds a NUL character, which PostgreSQL cannot
  ///   store; the row's fields so far are then forgotten.
  public mutating func text(_ value: String) throws {
    var value = value
    try value.withUTF8 { try text($0) }
  }

  /// The same from UTF-8, which is not checked: the server refuses the whole COPY when it is invalid.
  public mutating func text(_ utf8: UnsafeBufferPointer<UInt8>) throws {
    var isValid = true
    field(atMost: utf8.count * 2) { target in
      let length = CopyEscape.escape(utf8, to: target)
      isValid = length >= 0
      return max(0, length)
    }
    if !isValid {
      discardRow()
      throw PostgresError(
        code: .invalidValue,
        message: "a text of row \(rowCount + 1) holds a NUL character, which PostgreSQL cannot store",
        sqlState: "22021", mend: "remove it, or store the value as bytea")
    }
  }

  /// JSON text, or any other UTF-8, which reaches the column byte for byte.
  public mutating func json(_ utf8: [UInt8]) throws {
    try utf8.withUnsafeBufferPointer { try text($0) }
  }

  public mutating func json(_ text: String) throws { try self.text(text) }

  /// The text, or NULL.
  public mutating func text(optional value: String?) throws {
    if let value { try text(value) } else { null() }
  }

  /// The number, or NULL.
  public mutating func int64(optional value: Int64?) {
    if let value { int64(value) } else { null() }
  }

  /// The moment, or NULL.
  public mutating func timestamp(optional micros: Int64?) {
    if let micros { timestamp(micros) } else { null() }
  }

  /// The `bytea`, or NULL.
  public mutating func bytes(optional value: [UInt8]?) {
    if let value { bytes(value) } else { null() }
  }
}
