/// A file of rows, comma-separated values or JSON lines, read strictly: see `CSVReader` and `JSONLines`.
package struct RowFile: Sendable {
  package enum Format: Sendable, Hashable { case csv, jsonLines }

  // One of the two is there.
  private var csv: CSVReader?
  private var lines: JSONLines?
  /// Of the names, where they stand in the header.
  private var columns: [Int] = []

  /// - Parameter names: of the columns that are read.
  /// - Throws: where the file cannot be read at all, or a header lacks one of the names.
  package init(_ bytes: [UInt8], format: Format, names: [String]) throws(RowError) {
    switch format {
    case .csv:
      let reader: CSVReader
      do { reader = try CSVReader(bytes) } catch { throw RowError(error).fatal }
      columns = try RowFile.places(of: names, in: reader.header)
      csv = reader
    case .jsonLines: lines = try JSONLines(bytes, names: names)
    }
  }

  private static func places(of names: [String], in header: [String]) throws(RowError) -> [Int] {
    let places = Dictionary(uniqueKeysWithValues: header.enumerated().map { (Array($1.utf8), $0) })
    let found = names.map { places[Array($0.utf8)] }
    let lacking = zip(names, found).filter { $1 == nil }.map { "\"\($0.0)\"" }
    guard lacking.isEmpty else {
      let listed = header.prefix(100).map { "\"\($0.prefix(64))\"" }.joined(separator: ", ")
      throw RowError(
        "column_missing", line: 1, "there is no column \(lacking.joined(separator: ", "))",
        "name the columns as the header does; it has \(listed)"
      ).fatal
    }
    return found.compactMap(\.self)
  }

  /// The line in which the row read last begins, from 1.
  package var line: Int { csv?.line ?? lines?.line ?? 0 }

  /// Columns that are not read, at most 100: of a header, or of the JSON lines met so far.
  package var unused: [String] {
    guard let csv else { return lines?.unused ?? [] }
    let read = Set(columns)
    return csv.header.indices.lazy.filter { !read.contains($0) }.prefix(100).map { csv.header[$0] }
  }

  /// Of the names, those that no row of JSON lines had.
  package var absent: [String] { lines?.absent ?? [] }

  /// Reads the next row; false at the end. After an error that is not fatal, the row behind it is next.
  /// - Parameter cells: is given the row's cells, in the order of the names.
  package mutating func next(_ cells: inout [RowCell]) throws(RowError) -> Bool {
    if lines != nil { return try lines?.next(&cells) ?? false }
    do { guard try csv?.next() ?? false else { return false } } catch { throw RowError(error) }
    cells.removeAll(keepingCapacity: true)
    for column in columns { cells.append(csv?.cell(column) ?? .missing) }
    return true
  }
}

extension CSVReader {
  /// A field of the row; what holds nothing, in quotes or not, is missing.
  fileprivate func cell(_ column: Int) -> RowCell {
    if isEmpty(column) { return .missing }
    return isQuoted(column) ? .quoted(text(column)) : .plain(text(column))
  }
}
