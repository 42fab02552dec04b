import Domain

/// Random tables, written as RFC 4180 allows, the same for the same seed.
struct CSVTable {
  var header: [String]
  var rows: [[String]]
  var bytes: [UInt8]
  /// The line in which each row begins.
  var lines: [Int]

  init(_ random: inout RandomJSON) {
    let width = 1 + random.below(5)
    header = (0..<width).map { "\($0)" + CSVTable.content(&random) }
    rows = (0..<random.below(7)).map { _ in (0..<width).map { _ in CSVTable.content(&random) } }
    bytes = random.below(4) == 0 ? [0xEF, 0xBB, 0xBF] : []
    lines = []
    var line = 1
    for (index, row) in ([header] + rows).enumerated() {
      if index > 0 { lines.append(line) }
      var text = ""
      for (column, field) in row.enumerated() {
        if column > 0 { text += "," }
        // What a reader would take for an empty last line is written in quotes.
        text += CSVTable.written(field, isAlone: width == 1, &random)
      }
      line += 1 + CSVTable.lineEnds(text)
      let end = ["\n", "\r\n", "\r"][random.below(3)]
      // The last line may do without an end; a CR before a row that begins with LF would be one line end.
      bytes += Array(text.utf8) + Array((index == rows.count && random.below(2) == 0 ? "" : end).utf8)
    }
  }

  private static func content(_ random: inout RandomJSON) -> String {
    var text = ""
    for _ in 0..<random.below(6) {
      let parts = [
        ",", "\"", "\n", "\r", "\r\n", "a", "7", " ", "\u{e9}", "e\u{301}", "\u{1F600}", "\u{FEFF}", "\u{1}",
      ]
      text.unicodeScalars.append(contentsOf: parts[random.below(parts.count)].unicodeScalars)
    }
    return text
  }

  private static func written(_ field: String, isAlone: Bool, _ random: inout RandomJSON) -> String {
    let special: Set<Unicode.Scalar> = [",", "\"", "\n", "\r", "\u{FEFF}"]
    let needsQuotes = field.unicodeScalars.contains { special.contains($0) } || (isAlone && field.isEmpty)
    guard needsQuotes || random.below(3) == 0 else { return field }
    var quoted = "\""
    for scalar in field.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }

  private static func lineEnds(_ text: String) -> Int {
    var (count, last): (Int, Unicode.Scalar) = (0, " ")
    for scalar in text.unicodeScalars {
      if scalar == "\r" || scalar == "\n" && last != "\r" { count += 1 }
      last = scalar
    }
    return count
  }
}
