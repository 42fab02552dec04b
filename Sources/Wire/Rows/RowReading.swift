import Domain
import Foundation

/// How a file of rows is read.
package struct RowReading: Sendable {
  package var columns: RowColumns
  /// From a row's time to its label's, where no column tells.
  package var delay: TimeSpan?
  /// For times without an offset.
  package var zone: TimeZone?
  /// That a label may be; none: it may be any.
  package var classes: [String]
  /// How many bad rows are left out; with one more the file is refused.
  package var errorLimit: Int
  /// What becomes of a cell that is not of its input's kind.
  package var wrongKind: WrongKind

  package enum WrongKind: Sendable, Hashable {
    /// It is taken as missing, and counted.
    case missing
    /// Its row is a bad one.
    case reject
    /// It is sent as it stands, for the loop to count.
    case sent

    /// What a loop's file says for all doors; where it says nothing, a file's cells are taken as missing.
    package init(_ policy: WrongKindPolicy?) {
      self =
        switch policy {
        case nil: .missing
        case .reject: .reject
        case .missing: .sent
        }
    }
  }

  package init(
    columns: RowColumns, delay: TimeSpan? = nil, zone: TimeZone? = nil, classes: [String] = [], errorLimit: Int = 0,
    wrongKind: WrongKind = .missing
  ) {
    self.columns = columns
    self.delay = delay
    self.zone = zone
    self.classes = classes
    self.errorLimit = errorLimit
    self.wrongKind = wrongKind
  }

  /// Reads all rows of a file.
  /// - Parameters:
  ///   - length: rows from so long after the first one on are left out.
  ///   - leftOut: is told each bad row that is left out.
  /// - Throws: what the file is refused for, the first bad row past the limit among it.
  package func read(
    _ bytes: [UInt8], format: RowFile.Format, until length: TimeSpan? = nil, leftOut: (RowError) -> Void = { _ in }
  ) throws(RowError) -> RecordedData {
    var file = try RowFile(bytes, format: format, names: columns.names)
    var builder = RecordedDataBuilder(self)
    var counts = RowCounts()
    var cells: [RowCell] = []
    while true {
      do throws(RowError) {
        counts.read += 1
        guard try file.next(&cells) else { break }
        try builder.add(cells, line: file.line, &counts)
      } catch {
        guard !error.isFatal, counts.leftOutCount < errorLimit else { throw error }
        counts.leaveOut(error)
        leftOut(error)
      }
    }
    // The last look found the end.
    counts.read -= 1
    counts.unused = file.unused
    counts.absent = file.absent
    if builder.count > 0, counts.absent.contains(columns.label) {
      let unused = counts.unused.map { "\"\($0.prefix(64))\"" }.joined(separator: ", ")
      throw RowError(
        "column_missing", line: 1, "no row has a member \"\(columns.label)\"",
        "name the label's member; the rows have besides \(unused.isEmpty ? "nothing" : unused)"
      ).fatal
    }
    return builder.build(until: length, counts)
  }
}
