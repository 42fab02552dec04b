import Domain

/// Random JSON values and texts, the same for the same seed.
struct RandomJSON {
  var random: SplitMix

  init(seed: UInt64) { random = SplitMix(state: seed) }

  mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }

  mutating func value(depth: Int = 4) -> JSONValue {
    switch below(depth > 0 ? 9 : 6) {
    case 0: .null
    case 1: .bool(below(2) == 0)
    case 2: .integer(Int64(bitPattern: random.next()) >> Int64(below(64)))
    case 3: .number(number())
    case 4, 5: .string(text())
    case 6: .array((0..<below(5)).map { _ in value(depth: depth - 1) })
    default:
      .object(
        (0..<below(6)).reduce(into: [:]) { members, _ in members[ByteText(text())] = value(depth: depth - 1) })
    }
  }

  /// Finite, and not a whole number that its canonical text would give back as an integer.
  mutating func number() -> Double {
    while true {
      let value = Double(bitPattern: random.next())
      if value.isFinite, value != 0, Int64(exactly: value) == nil { return value }
    }
  }

  /// A number in JSON form, of few digits and of many.
  mutating func token() -> String {
    func digits(_ most: Int) -> String { (0..<below(most)).map { _ in String(below(10)) }.joined() }
    let whole = below(3) == 0 ? "0" : "\(below(9) + 1)" + digits([3, 20][below(2)])
    let fraction = below(2) == 0 ? "" : ".\(below(10))" + digits([3, 20][below(2)])
    let exponent =
      below(3) > 0 ? "" : ["e", "E"][below(2)] + ["", "+", "-"][below(3)] + String(below([4, 330][below(2)]))
    return (below(2) == 0 ? "-" : "") + whole + fraction + exponent
  }

  mutating func text() -> String {
    var text = ""
    for _ in 0..<below(12) {
      switch below(8) {
      case 0: text.unicodeScalars.append(["\"", "\\", "/", "\n", "\t", "\r", "\u{1}", "\u{7F}"][below(8)])
      case 1: text.unicodeScalars.append(["\u{e9}", "\u{65E5}", "\u{1F600}", "\u{301}", "\u{FFFD}"][below(5)])
      default: text.unicodeScalars.append(Unicode.Scalar(UInt8(0x20 + below(95))))
      }
    }
    return text
  }

  /// The value with random white space, and with some characters of its strings as escapes.
  mutating func looseText(of value: JSONValue) -> String {
    switch value {
    case .array(let items):
      "[" + items.map { space() + looseText(of: $0) + space() }.joined(separator: ",") + space() + "]"
    case .object(let members):
      "{" + space() + members.map { looseMember($0.key.text, $0.value) }.joined(separator: ",") + space() + "}"
    case .string(let text): escaped(text)
    default: value.canonicalText
    }
  }

  private mutating func looseMember(_ name: String, _ value: JSONValue) -> String {
    let (before, after) = (space(), space())
    return before + escaped(name) + after + ":" + space() + looseText(of: value)
  }

  private mutating func space() -> String { ["", "", " ", "\n", "\r\n", "\t "][below(6)] }

  private mutating func escaped(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      if below(3) == 0 || scalar.value < 0x20 || scalar == "\"" || scalar == "\\" {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16, uppercase: below(2) == 0)
          literal += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      } else {
        literal.unicodeScalars.append(scalar)
      }
    }
    return literal + "\""
  }

  /// The bytes with one to four random changes.
  mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    let alphabet = Array("{}[]\",:\\u0dDcC8eE.-+0123 tfn\u{0}\u{1}".utf8) + [0x80, 0xC0, 0xED, 0xA0, 0xF4, 0xFF]
    for _ in 0...below(4) {
      let place = below(bytes.count + 1)
      switch below(5) {
      case 0: bytes.insert(alphabet[below(alphabet.count)], at: place)
      case 1 where place < bytes.count: bytes.remove(at: place)
      case 2 where place < bytes.count: bytes[place] = alphabet[below(alphabet.count)]
      case 3 where place < bytes.count: bytes[place] = UInt8(truncatingIfNeeded: random.next())
      default: bytes.removeLast(min(bytes.count, below(3)))
      }
    }
    return bytes
  }
}
