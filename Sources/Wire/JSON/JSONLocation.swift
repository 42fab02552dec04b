/// Finds out where in a JSON text a byte lies, for messages; only run when something is wrong already.
package struct JSONLocation {
  private var scanner: JSONScanner
  private let target: Int
  private var path: [String] = []
  private var found: [String]?

  /// The JSON pointer (RFC 6901) of the value that starts at that byte, or else of the innermost one around it;
  /// empty for the whole text.
  package static func pointer(to offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> String {
    var location = JSONLocation(scanner: JSONScanner(bytes), target: offset)
    // The text may be broken at that very byte: what was found until there is the answer.
    try? location.value()
    return (location.found ?? location.path).map { "/" + escape($0) }.joined()
  }

  private init(scanner: JSONScanner, target: Int) {
    self.scanner = scanner
    self.target = target
  }

  static func escape(_ name: String) -> String {
    var text = ""
    for character in name.prefix(64) {
      switch character {
      case "~": text += "~0"
      case "/": text += "~1"
      default: text.append(character)
      }
    }
    return text
  }

  private mutating func value() throws(JSONError) {
    let first = try scanner.peek()
    if scanner.index >= target, found == nil { found = path }
    guard found == nil else { return }
    switch first {
    case UInt8(ascii: "{"): try elements(closing: UInt8(ascii: "}"), named: true)
    case UInt8(ascii: "["): try elements(closing: UInt8(ascii: "]"), named: false)
    case UInt8(ascii: "\""): _ = try scanner.string()
    case UInt8(ascii: "t"): try scanner.literal("true")
    case UInt8(ascii: "f"): try scanner.literal("false")
    case UInt8(ascii: "n"): try scanner.literal("null")
    case UInt8(ascii: "-"), 0x30...0x39: _ = try scanner.number()
    default: throw scanner.unexpected(.unexpectedByte)
    }
    if scanner.index > target, found == nil { found = path }
  }

  private mutating func elements(closing: UInt8, named: Bool) throws(JSONError) {
    guard try scanner.enter(closing: closing) else { return }
    var index = 0
    repeat {
      var name = String(index)
      if named { name = scanner.text(try scanner.name()) }
      path.append(name)
      try value()
      guard found == nil else { return }
      path.removeLast()
      index += 1
    } while try scanner.another(closing: closing)
  }
}
