/// A table in a comment of an SQL file: the line above it is its caption, its first line names the columns.
struct CommentTable: Sendable {
  var columns: [String] = []
  var rows: [[String]] = []

  /// All tables in the comments of a file, by caption.
  static func all(in text: String) -> [String: CommentTable] {
    var tables: [String: CommentTable] = [:]
    var caption = ""
    for line in text.split(separator: "\n") where line.hasPrefix("-- ") {
      guard line.hasPrefix("--   "), line.contains("|") else {
        caption = String(line.dropFirst(3).prefix { $0 != ":" })
        continue
      }
      let cells = line.dropFirst(5).split(separator: "|", omittingEmptySubsequences: false).map { cell in
        String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      }
      if tables[caption] == nil {
        tables[caption] = CommentTable(columns: cells)
      } else {
        tables[caption]?.rows.append(cells)
      }
    }
    return tables
  }

  /// The cells of a row, by column.
  func cells(_ row: [String]) -> [String: String] {
    Dictionary(uniqueKeysWithValues: zip(columns, row))
  }
}
