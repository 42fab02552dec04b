/// A Swift file taken apart: its string literals, and its code without them and without comments.
///
/// Nested comments, raw and multi-line literals, and literals within interpolations are known; a regular expression
/// between bare slashes is taken for code.
struct SwiftSource {
  /// A string literal as it is written, escapes resolved, with `hole` for each interpolation.
  struct Literal: Hashable {
    /// Where it begins, from 1.
    var line: Int
    var text: String
  }

  /// Stands for an interpolation.
  static let hole = "\u{FFFC}"

  private(set) var literals: [Literal] = []
  /// With all its lines.
  var code: String { String(decoding: bare, as: UTF8.self) }

  private static let newline = UInt8(ascii: "\n")
  private let text: [UInt8]
  private var bare: [UInt8] = []
  private var at = 0
  private var line = 1

  init(_ text: String) {
    self.text = Array(text.utf8)
    scanCode(inInterpolation: false)
  }

  private func sees(_ wanted: String) -> Bool {
    var index = at
    for byte in wanted.utf8 {
      guard index < text.count, text[index] == byte else { return false }
      index += 1
    }
    return true
  }

  private mutating func take() -> UInt8 {
    defer { at += 1 }
    if text[at] == SwiftSource.newline { line += 1 }
    return text[at]
  }

  private mutating func skip(_ count: Int) { for _ in 0..<count where at < text.count { _ = take() } }

  /// - Parameter inInterpolation: ends behind the parenthesis that closes it.
  private mutating func scanCode(inInterpolation: Bool) {
    var depth = 1
    while at < text.count {
      switch text[at] {
      case UInt8(ascii: "/") where sees("//"): while at < text.count, text[at] != SwiftSource.newline { at += 1 }
      case UInt8(ascii: "/") where sees("/*"): skipComment()
      case UInt8(ascii: "\""), UInt8(ascii: "#"):
        if let hashes = literalStart() { scanLiteral(hashes) } else { bare.append(take()) }
      case let byte:
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") { depth -= 1 }
        bare.append(take())
        if inInterpolation && depth == 0 { return }
      }
    }
  }

  private mutating func skipComment() {
    var depth = 0
    repeat {
      if sees("/*") {
        depth += 1
        skip(2)
      } else if sees("*/") {
        depth -= 1
        skip(2)
      } else if take() == SwiftSource.newline {
        bare.append(SwiftSource.newline)
      }
    } while depth > 0 && at < text.count
  }

  /// - Returns: the number of hashes before the quote that is next; nil where none is.
  private func literalStart() -> Int? {
    let hashes = text[at...].prefix { $0 == UInt8(ascii: "#") }.count
    return text[(at + hashes)...].first == UInt8(ascii: "\"") ? hashes : nil
  }

  private mutating func scanLiteral(_ hashes: Int) {
    let marks = String(repeating: "#", count: hashes)
    let start = line
    skip(hashes)
    let quotes = sees("\"\"\"") ? "\"\"\"" : "\""
    skip(quotes.count)
    let (end, escape) = (quotes + marks, "\\" + marks)
    var found: [UInt8] = []
    while at < text.count, !sees(end) {
      guard sees(escape) else {
        found.append(take())
        continue
      }
      skip(1 + hashes)
      guard at < text.count else { break }
      switch take() {
      case UInt8(ascii: "("):
        found += Array(SwiftSource.hole.utf8)
        scanCode(inInterpolation: true)
      case UInt8(ascii: "n"): found.append(SwiftSource.newline)
      case UInt8(ascii: "t"): found.append(UInt8(ascii: "\t"))
      case SwiftSource.newline: while at < text.count, text[at] == UInt8(ascii: " ") { at += 1 }
      case let byte: found.append(byte)
      }
    }
    skip(end.count)
    literals.append(Literal(line: start, text: String(decoding: found, as: UTF8.self)))
    bare += Array("\"\"".utf8) + Array(repeating: SwiftSource.newline, count: line - start)
  }
}
