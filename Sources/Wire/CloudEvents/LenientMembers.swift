import Domain

/// The members of an object that need not be one that the ledger takes: whatever is wrong within their values, and behind
/// the place where it ends to be an object, is let pass. Only for what is refused.
struct LenientMembers {
  private let bytes: [UInt8]
  private var place = 0
  private var members: [(name: Range<Int>, value: Range<Int>)] = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
    guard take(UInt8(ascii: "{")) else { return }
    repeat {
      guard let name = string(), take(UInt8(ascii: ":")), let value = value() else { return }
      members.append((name, value))
    } while take(UInt8(ascii: ","))
  }

  /// The text of the member with that name; nil where there is none, or more than one, or it is no text.
  func text(_ name: String) -> String? {
    let found = members.filter { decoded($0.name)?.utf8.elementsEqual(name.utf8) ?? false }
    return found.count == 1 ? decoded(found[0].value) : nil
  }

  private func decoded(_ span: Range<Int>) -> String? { (try? JSONReader.parse(Array(bytes[span])))?.string }

  /// Consumes white space and that byte, where it is next.
  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard place < bytes.count, bytes[place] == byte else { return false }
    place += 1
    return true
  }

  private mutating func skipSpace() {
    while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
  }

  /// The string that is next, with its quotes.
  private mutating func string() -> Range<Int>? {
    skipSpace()
    let start = place
    guard take(UInt8(ascii: "\"")) else { return nil }
    while place < bytes.count {
      let byte = bytes[place]
      place += byte == UInt8(ascii: "\\") ? 2 : 1
      if byte == UInt8(ascii: "\"") { return start..<place }
    }
    return nil
  }

  /// The value that is next, by its brackets and strings alone.
  private mutating func value() -> Range<Int>? {
    skipSpace()
    let start = place
    var depth = 0
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "\""):
        guard string() != nil else { return nil }
        if depth == 0 { return start..<place }
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        // The object's own end, behind a number or a word.
        if depth == 0 { return start..<place }
        depth -= 1
        if depth == 0 {
          place += 1
          return start..<place
        }
      case UInt8(ascii: ",") where depth == 0: return start..<place
      default: break
      }
      place += 1
    }
    return nil
  }
}
