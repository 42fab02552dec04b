extension CSVReader {
  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  /// Reads the fields up to the end of a record and goes behind it.
  mutating func record() throws(CSVError) {
    fields.removeAll(keepingCapacity: true)
    badByte = nil
    line = nextLine
    while true {
      if place < bytes.count, bytes[place] == CSVReader.quote { try quoted() } else { try plain() }
      guard place < bytes.count else { break }
      let end = bytes[place]
      place += 1
      if end == CSVReader.comma { continue }
      if end == CSVReader.carriageReturn, place < bytes.count, bytes[place] == CSVReader.lineFeed { place += 1 }
      nextLine += 1
      break
    }
    if let badByte { throw badByte }
  }

  /// Reads a field that does not begin with a quote, up to the comma or line end behind it.
  private mutating func plain() throws(CSVError) {
    let start = place
    var isASCII = true
    while place < bytes.count {
      let byte = bytes[place]
      if byte == CSVReader.comma || byte == CSVReader.lineFeed || byte == CSVReader.carriageReturn { break }
      if byte == CSVReader.quote { throw fault(.bareQuote, at: place, line: nextLine) }
      if byte == 0 { note(.nul, line: nextLine) }
      if byte >= 0x80 { isASCII = false }
      place += 1
    }
    if !isASCII { checkUTF8(start..<place, line: nextLine) }
    fields.append(CSVField(start: start, end: place))
  }

  /// Reads a field in quotes, and goes behind the closing one.
  private mutating func quoted() throws(CSVError) {
    let (opening, openingLine) = (place, nextLine)
    var field = CSVField(start: place + 1, end: 0, isQuoted: true)
    var isASCII = true
    place += 1
    while true {
      guard place < bytes.count else { throw fault(.openQuote, at: opening, line: openingLine) }
      let byte = bytes[place]
      place += 1
      if byte == CSVReader.quote {
        guard place < bytes.count, bytes[place] == CSVReader.quote else { break }
        field.hasDoubledQuotes = true
        place += 1
      } else if byte == CSVReader.carriageReturn
        || byte == CSVReader.lineFeed && bytes[place - 2] != CSVReader.carriageReturn
      {
        nextLine += 1
      } else if byte == 0 {
        note(.nul, line: nextLine)
      } else if byte >= 0x80 {
        isASCII = false
      }
    }
    field.end = place - 1
    if place < bytes.count, ![CSVReader.comma, CSVReader.lineFeed, CSVReader.carriageReturn].contains(bytes[place]) {
      throw fault(.behindQuote, at: opening, line: openingLine)
    }
    if !isASCII { checkUTF8(field.start..<field.end, line: openingLine) }
    fields.append(field)
  }

  /// An error about the field that is being read; the reader goes on behind the line of that byte.
  private mutating func fault(_ code: CSVError.Code, at start: Int, line faultLine: Int) -> CSVError {
    let error = CSVError(code, line: faultLine, column: fields.count + 1, name: name)
    place = start
    while place < bytes.count, bytes[place] != CSVReader.lineFeed, bytes[place] != CSVReader.carriageReturn {
      place += 1
    }
    if place < bytes.count {
      let isPair =
        bytes[place] == CSVReader.carriageReturn && place + 1 < bytes.count
        && bytes[place + 1] == CSVReader.lineFeed
      place += isPair ? 2 : 1
    }
    nextLine = faultLine + 1
    return error
  }

  private var name: String? { fields.count < header.count ? header[fields.count] : nil }

  private mutating func note(_ code: CSVError.Code, line: Int, found: String = "") {
    badByte = badByte ?? CSVError(code, line: line, column: fields.count + 1, name: name, found: found)
  }

  private mutating func checkUTF8(_ range: Range<Int>, line firstLine: Int) {
    guard let bad = bytes.withUnsafeBufferPointer({ JSONScanner($0).firstInvalidUTF8(in: range) }) else { return }
    var line = firstLine
    for index in range.lowerBound..<bad {
      let isEnd =
        bytes[index] == CSVReader.carriageReturn
        || bytes[index] == CSVReader.lineFeed && bytes[index - 1] != CSVReader.carriageReturn
      if isEnd { line += 1 }
    }
    let digits = String(bytes[bad], radix: 16, uppercase: true)
    note(.invalidUTF8, line: line, found: digits)
  }
}
