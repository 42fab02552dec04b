import Domain
import Foundation
import Wire

/// Where a simulation's rows come from, and what their columns mean.
struct DataSource: Sendable {
  var file: String
  var timeColumn: String
  var labelColumn: String
  var labelTimeColumn: String?
  /// From a row's time to its label's, where no column tells.
  var delay: TimeSpan?
  /// For times without an offset.
  var zone: TimeZone?

  /// Reads the rows that a loop's inputs need, ordered by time; rows outside [from, to) are left out.
  func load(_ config: LoopConfig, until end: TimeSpan?) throws -> RecordedData {
    guard let data = FileManager.default.contents(atPath: file) else { throw CommandError("cannot read \(file)") }
    var builder = RecordedDataBuilder(source: self, config: config)
    if file.hasSuffix(".jsonl") {
      for (number, line) in data.split(separator: UInt8(ascii: "\n")).enumerated() {
        do {
          let object = try JSONReader.parse(Array(line))
          try builder.add { object[$0].flatMap(RecordedDataBuilder.text) }
        } catch {
          throw CommandError("\(file), line \(number + 1): \(error)")
        }
      }
    } else {
      var reader = CSVReader(bytes: Array(data))
      guard let header = reader.next() else { throw CommandError("\(file) is empty") }
      let index = Dictionary(header.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      let wanted = config.inputs.map(\.name) + [timeColumn, labelColumn] + (labelTimeColumn.map { [$0] } ?? [])
      let missing = wanted.filter { index[$0] == nil }
      guard missing.isEmpty else {
        throw CommandError(
          "\(file) has no column \(missing.joined(separator: ", ")); it has \(header.joined(separator: ", "))")
      }
      while let fields = reader.next() {
        do {
          try builder.add { name in
            guard let column = index[name], column < fields.count, !fields[column].isEmpty else { return nil }
            return fields[column]
          }
        } catch {
          throw CommandError("\(file), line \(reader.line): \(error)")
        }
      }
    }
    return builder.build(until: end)
  }
}
