/// Comma-separated values read in another, slow way: over Unicode scalars, by the grammar of RFC 4180, without lines,
/// places or kinds of faults.
enum ReferenceCSV {
  /// - Returns: header and rows; nil where the bytes are not such a file.
  static func read(_ bytes: [UInt8]) -> [[String]]? {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    var scalars = Array(text.unicodeScalars)
    if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
    guard !scalars.isEmpty, !scalars.contains("\u{0}") else { return nil }
    guard var records = records(scalars) else { return nil }
    let header = records[0].map(\.text)
    guard !header.contains(where: \.isEmpty), Set(header.map { Array($0.utf8) }).count == header.count else {
      return nil
    }
    if header.count > 1 {
      while let last = records.last, last.count == 1, last[0].text.isEmpty, !last[0].isQuoted { records.removeLast() }
    }
    guard records.allSatisfy({ $0.count == header.count }) else { return nil }
    return records.map { $0.map(\.text) }
  }

  private static func records(_ scalars: [Unicode.Scalar]) -> [[(text: String, isQuoted: Bool)]]? {
    var records: [[(text: String, isQuoted: Bool)]] = []
    var (record, place): ([(text: String, isQuoted: Bool)], Int) = ([], 0)
    while true {
      var text = String.UnicodeScalarView()
      let isQuoted = place < scalars.count && scalars[place] == "\""
      if isQuoted {
        place += 1
        while place < scalars.count {
          if scalars[place] != "\"" {
            text.append(scalars[place])
            place += 1
          } else if place + 1 < scalars.count, scalars[place + 1] == "\"" {
            text.append("\"")
            place += 2
          } else {
            break
          }
        }
        guard place < scalars.count else { return nil }
        place += 1
      } else {
        while place < scalars.count, ![",", "\r", "\n"].contains(scalars[place]) {
          guard scalars[place] != "\"" else { return nil }
          text.append(scalars[place])
          place += 1
        }
      }
      record.append((String(text), isQuoted))
      guard place < scalars.count else {
        records.append(record)
        return records
      }
      switch scalars[place] {
      case ",": place += 1
      case "\r", "\n":
        place += scalars[place] == "\r" && place + 1 < scalars.count && scalars[place + 1] == "\n" ? 2 : 1
        records.append(record)
        record = []
        if place == scalars.count { return records }
      default: return nil
      }
    }
  }
}
