import Domain
import Foundation
import Wire

/// Where a simulation's rows come from, and how they are read.
struct DataSource: Sendable {
  var file: String
  var reading: RowReading
  /// Only the first so much of the data.
  var until: TimeSpan?

  /// How many rows that are left out are told one by one.
  private static let told = 100

  /// Reads the rows that a loop's inputs need, ordered by time, and tells each row that is left out.
  /// - Throws: `CommandError` with file, line and the mend, where a row more than the limit is bad, or there is none.
  func load() throws -> RecordedData {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw CommandError("cannot read \(file); check its path and permissions")
    }
    let format: RowFile.Format = file.hasSuffix(".jsonl") || file.hasSuffix(".ndjson") ? .jsonLines : .csv
    var told = 0
    let rows: RecordedData
    do {
      rows = try reading.read([UInt8](data), format: format, until: until) { error in
        told += 1
        if told <= DataSource.told { say("\(file), \(error); the row is left out") }
        if told == DataSource.told { say("more rows that are left out are told by their number alone") }
      }
    } catch {
      let limit = reading.errorLimit
      let past =
        limit > 0 && !error.isFatal
        ? "; with it more than \(limit) \(limit == 1 ? "row is" : "rows are") bad (--limit-errors)" : ""
      throw CommandError("\(file), \(error)\(past); nothing was published")
    }
    guard !rows.rows.isEmpty else { throw CommandError("\(file) has no rows to play") }
    for line in rows.counts.notes { say("\(file): \(line)") }
    return rows
  }

  private func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
