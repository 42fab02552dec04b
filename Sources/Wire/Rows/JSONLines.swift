import Domain

/// Reads JSON lines: each line one JSON object, in UTF-8, with no member twice.
///
/// Lines end with LF or CRLF. Lines of nothing but white space are passed over. A byte-order mark at the start is passed
/// over. Source: jsonlines.org, RFC 8259.
struct JSONLines: Sendable {
  private let bytes: [UInt8]
  private let names: [[UInt8]: [Int]]
  private let all: [String]
  private var had: [Bool]
  private var place = 0
  private(set) var line = 0
  /// Members that are not read, in the order in which they were met, at most 100.
  private(set) var unused: [String] = []
  private var met: Set<[UInt8]> = []

  /// - Parameter names: of the members that are read.
  init(_ bytes: [UInt8], names: [String]) throws(RowError) {
    self.bytes = bytes
    self.names = Dictionary(names.enumerated().map { (Array($1.utf8), [$0]) }, uniquingKeysWith: +)
    all = names
    had = Array(repeating: false, count: names.count)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      place = 3
    } else if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw RowError(CSVError(.utf16, line: 1, found: "UTF-16"))
    }
  }

  /// Of the names, those that no object had so far.
  var absent: [String] { zip(all, had).filter { !$1 }.map(\.0) }

  /// - Parameter cells: is given the members' cells, in the order of the names.
  /// - Returns: false at the end of the file.
  mutating func next(_ cells: inout [RowCell]) throws(RowError) -> Bool {
    while place < bytes.count {
      let start = place
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      place = min(end + 1, bytes.count)
      line += 1
      guard bytes[start..<end].contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { continue }
      cells = Array(repeating: .missing, count: all.count)
      let result = bytes.withUnsafeBufferPointer { file in
        members(UnsafeBufferPointer(rebasing: file[start..<end]), &cells)
      }
      if case .failure(let error) = result { throw error }
      return true
    }
    return false
  }

  private mutating func members(
    _ text: UnsafeBufferPointer<UInt8>, _ cells: inout [RowCell]
  ) -> Result<Void, RowError> {
    var scanner = JSONScanner(text)
    do throws(JSONError) {
      try scanner.begin()
      guard try scanner.peek() == UInt8(ascii: "{") else {
        return .failure(
          RowError("no_object", line: line, "the line is no JSON object", "write one object on each line"))
      }
      var seen: Set<[UInt8]> = []
      let closing = UInt8(ascii: "}")
      if try scanner.enter(closing: closing) {
        repeat {
          let span = try scanner.name()
          let name = scanner.unescaped(span)
          guard seen.insert(name).inserted else { throw JSONError(.duplicateMember, at: span.start - 1) }
          let cell = try scanner.cell()
          if let places = names[name] {
            for place in places {
              cells[place] = cell
              had[place] = true
            }
          } else if unused.count < 100, met.insert(name).inserted {
            unused.append(String(decoding: name, as: UTF8.self))
          }
        } while try scanner.another(closing: closing)
      }
      try scanner.end()
      return .success(())
    } catch {
      return .failure(JSONLines.error(error, in: text, line: line))
    }
  }
}

extension JSONLines {
  private static func error(_ error: JSONError, in text: UnsafeBufferPointer<UInt8>, line: Int) -> RowError {
    let before = text.prefix(error.offset).reversed().prefix { [0x20, 0x09, 0x0D].contains($0) }
    if error.code == .trailingBytes, before.contains(0x0D) {
      return RowError(
        "json_line_end", line: line, "a carriage return (CR) at byte \(error.offset - 1) with more behind it",
        "end lines with LF or CRLF")
    }
    return RowError(
      "json_" + error.code.name, line: line, "\(error.problem) at byte \(error.offset)", error.mend(in: text))
  }
}

extension JSONScanner {
  /// The next value as a cell.
  fileprivate mutating func cell() throws(JSONError) -> RowCell {
    let first = try peek()
    switch first {
    case UInt8(ascii: "\""):
      return .string(text(try string()))
    case UInt8(ascii: "-"), 0x30...0x39:
      let number = try number()
      return .number(String(decoding: UnsafeBufferPointer(rebasing: bytes[number.start..<number.end]), as: UTF8.self))
    case UInt8(ascii: "t"):
      try literal("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try literal("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try literal("null")
      return .missing
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      let start = index
      try skipNested(closing: first == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: "]"))
      return .nested(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<index]), as: UTF8.self))
    default: throw unexpected(.unexpectedByte)
    }
  }

  private mutating func skipNested(closing: UInt8) throws(JSONError) {
    guard try enter(closing: closing) else { return }
    var seen: Set<[UInt8]> = []
    repeat {
      if closing == UInt8(ascii: "}") {
        let span = try name()
        guard seen.insert(unescaped(span)).inserted else { throw JSONError(.duplicateMember, at: span.start - 1) }
      }
      _ = try cell()
    } while try another(closing: closing)
  }
}
