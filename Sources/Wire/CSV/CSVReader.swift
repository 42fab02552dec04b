/// Reads a file of comma-separated values as strictly as RFC 4180 has it, over its bytes and without copying them.
///
/// The first record is the header; its names are there once each, compared byte by byte, and none is empty. Every row has
/// as many fields as the header. Lines end with CRLF, LF or CR; empty lines at the end of the file are passed over. The
/// text is UTF-8; a byte-order mark at its start is passed over. There is no NUL.
///
/// After an error that is not fatal the reader goes on behind the faulty row. Where the quotes of a row are at fault, it
/// is not known where the row ends: the reader goes on behind the line in which the quote stands.
///
/// Source: RFC 4180, section 2.
package struct CSVReader: Sendable {
  let bytes: [UInt8]
  /// The columns' names.
  package private(set) var header: [String] = []
  /// The line in which the row read last begins, from 1.
  package internal(set) var line = 1
  var place = 0
  var nextLine = 1
  var fields: [CSVField] = []
  /// The first byte in the row that cannot stand in a text; the row is read on, to know where it ends.
  var badByte: CSVError?

  /// Reads the header.
  package init(_ bytes: [UInt8]) throws(CSVError) {
    self.bytes = bytes
    try skipMark()
    guard place < bytes.count else { throw CSVError(.empty, line: 1) }
    try record()
    header = fields.indices.map { text($0) }
    var columns: [[UInt8]: Int] = [:]
    for (index, name) in header.enumerated() {
      guard !name.isEmpty else { throw CSVError(.unnamedColumn, line: line, column: index + 1) }
      if let other = columns.updateValue(index, forKey: Array(name.utf8)) {
        throw CSVError(
          .columnTwice, line: line, column: index + 1,
          found: "\"\(name.prefix(64))\" of column \(other + 1)")
      }
    }
  }

  /// Reads the next row; false at the end of the file.
  package mutating func next() throws(CSVError) -> Bool {
    guard place < bytes.count else { return false }
    let start = place
    try record()
    guard fields.count != header.count else { return true }
    if fields.count == 1, fields[0].start == fields[0].end, !fields[0].isQuoted {
      if isEmptyFrom(start) {
        place = bytes.count
        return false
      }
      throw CSVError(.emptyLine, line: line)
    }
    let expected = "\(header.count) \(header.count == 1 ? "name" : "names")"
    throw CSVError(
      .fieldCount, line: line,
      found: "\(fields.count) \(fields.count == 1 ? "field" : "fields") where the header has \(expected)")
  }

  /// Whether a field of the row holds nothing, in quotes or not.
  package func isEmpty(_ column: Int) -> Bool { fields[column].start == fields[column].end }

  package func isQuoted(_ column: Int) -> Bool { fields[column].isQuoted }

  /// The text of a field, without the quotes around it, and with each doubled quote as one.
  package func text(_ column: Int) -> String {
    let field = fields[column]
    guard field.hasDoubledQuotes else { return String(decoding: bytes[field.start..<field.end], as: UTF8.self) }
    var content: [UInt8] = []
    content.reserveCapacity(field.end - field.start)
    var place = field.start
    while place < field.end {
      content.append(bytes[place])
      place += bytes[place] == UInt8(ascii: "\"") ? 2 : 1
    }
    return String(decoding: content, as: UTF8.self)
  }

  private func isEmptyFrom(_ start: Int) -> Bool {
    bytes[start...].allSatisfy { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
  }

  private mutating func skipMark() throws(CSVError) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      place = 3
    } else if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
      throw CSVError(.utf16, line: 1, found: "UTF-32")
    } else if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw CSVError(.utf16, line: 1, found: "UTF-16")
    }
  }
}
