/// Reads comma-separated values (RFC 4180): quoted fields, doubled quotes, line ends of either kind.
struct CSVReader {
  private let bytes: [UInt8]
  private var place = 0
  /// The line of the record read last, from 1.
  private(set) var line = 0
  private var nextLine = 1

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// The next record's fields; nil at the end.
  mutating func next() -> [String]? {
    guard place < bytes.count else { return nil }
    line = nextLine
    var fields: [String] = []
    while true {
      fields.append(field())
      guard place < bytes.count else { return fields }
      let end = bytes[place]
      place += 1
      if end == UInt8(ascii: ",") { continue }
      if end == UInt8(ascii: "\r"), place < bytes.count, bytes[place] == UInt8(ascii: "\n") { place += 1 }
      nextLine += 1
      return fields
    }
  }

  private mutating func field() -> String {
    guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else {
      let start = place
      while place < bytes.count, !CSVReader.isEnd(bytes[place]) { place += 1 }
      return String(decoding: bytes[start..<place], as: UTF8.self)
    }
    place += 1
    var value: [UInt8] = []
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if byte == UInt8(ascii: "\"") {
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else { break }
        place += 1
      } else if byte == UInt8(ascii: "\n") {
        nextLine += 1
      }
      value.append(byte)
    }
    while place < bytes.count, !CSVReader.isEnd(bytes[place]) { place += 1 }
    return String(decoding: value, as: UTF8.self)
  }

  private static func isEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }
}
