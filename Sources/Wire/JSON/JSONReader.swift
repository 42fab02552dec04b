import Domain

/// Reads JSON texts into trees, as strictly as `JSONScanner` does.
package struct JSONReader {
  private var scanner: JSONScanner

  private init(_ bytes: UnsafeBufferPointer<UInt8>) { scanner = JSONScanner(bytes) }

  /// The one value that the bytes are; each number keeps every digit that was sent.
  ///
  /// Throws for what RFC 8259 does not allow, and for invalid UTF-8, NUL, lone surrogates, numbers that are no finite
  /// double, nesting over 64 and an object that has a member twice.
  package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    let result = bytes.withUnsafeBufferPointer { parseResult($0) }
    return try result.get()
  }

  /// The one value that the text is; see `parse(_:)` over bytes.
  package static func parse(_ text: String) throws(JSONError) -> JSONValue {
    try parse(Array(text.utf8))
  }

  private static func parseResult(_ bytes: UnsafeBufferPointer<UInt8>) -> Result<JSONValue, JSONError> {
    var reader = JSONReader(bytes)
    do {
      try reader.scanner.begin()
      let value = try reader.value()
      try reader.scanner.end()
      return .success(value)
    } catch {
      return .failure(error)
    }
  }

  private mutating func value() throws(JSONError) -> JSONValue {
    switch try scanner.peek() {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(scanner.text(try scanner.string()))
    case UInt8(ascii: "-"), 0x30...0x39:
      return scanner.value(try scanner.number())
    case UInt8(ascii: "t"):
      try scanner.literal("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try scanner.literal("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try scanner.literal("null")
      return .null
    default: throw scanner.unexpected(.unexpectedByte)
    }
  }

  private mutating func array() throws(JSONError) -> JSONValue {
    var items: [JSONValue] = []
    let closing = UInt8(ascii: "]")
    guard try scanner.enter(closing: closing) else { return .array(items) }
    repeat {
      items.append(try value())
    } while try scanner.another(closing: closing)
    return .array(items)
  }

  private mutating func object() throws(JSONError) -> JSONValue {
    var members: [ByteText: JSONValue] = [:]
    let closing = UInt8(ascii: "}")
    guard try scanner.enter(closing: closing) else { return .object(members) }
    repeat {
      let name = try scanner.name()
      let value = try value()
      guard members.updateValue(value, forKey: ByteText(scanner.text(name))) == nil else {
        throw JSONError(.duplicateMember, at: name.start - 1)
      }
    } while try scanner.another(closing: closing)
    return .object(members)
  }
}
