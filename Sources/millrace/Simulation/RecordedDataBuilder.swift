import Domain
import Foundation

/// Collects rows and gives each an id derived from its content.
struct RecordedDataBuilder {
  private let source: DataSource
  private let config: LoopConfig
  private var rows: [RecordedData.Row] = []
  private var inputs: [UInt8] = []
  private var seen: [String: Int] = [:]

  init(source: DataSource, config: LoopConfig) {
    self.source = source
    self.config = config
  }

  /// - Parameter value: a column's text; nil: missing.
  mutating func add(_ value: (String) throws -> String?) throws {
    guard let timeText = try value(source.timeColumn) else {
      throw CommandError("no value in column \(source.timeColumn)")
    }
    guard let label = try value(source.labelColumn) else {
      throw CommandError("no value in column \(source.labelColumn)")
    }
    let time = try moment(timeText)
    let labelTime: Timestamp
    if let column = source.labelTimeColumn {
      guard let text = try value(column) else { throw CommandError("no value in column \(column)") }
      labelTime = try moment(text)
    } else {
      labelTime = time + (source.delay ?? TimeSpan(microseconds: 0))
    }
    let start = inputs.count
    inputs.append(UInt8(ascii: "{"))
    for declaration in config.inputs {
      guard let text = try value(declaration.name) else { continue }
      if inputs.count > start + 1 { inputs.append(UInt8(ascii: ",")) }
      JSONValue.writeString(declaration.name, to: &inputs)
      inputs.append(UInt8(ascii: ":"))
      switch declaration.kind {
      case .numeric:
        guard let number = Double(text), number.isFinite else {
          throw CommandError("column \(declaration.name): \(text) is no number")
        }
        JSONValue.number(number).write(to: &inputs)
      case .category, .text: JSONValue.writeString(text, to: &inputs)
      case .time: JSONValue.writeString(try moment(text).text, to: &inputs)
      }
    }
    inputs.append(UInt8(ascii: "}"))
    let content = Digest.hex(of: inputs[start...] + Array(time.text.utf8) + Array(label.utf8)).prefix(24)
    let copy = seen[String(content), default: 0]
    seen[String(content)] = copy + 1
    rows.append(
      RecordedData.Row(
        id: copy == 0 ? String(content) : "\(content)-\(copy)", time: time, labelTime: max(labelTime, time),
        label: label, input: start..<inputs.count))
  }

  func build(until length: TimeSpan?) -> RecordedData {
    var ordered = rows.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    if let length, let first = ordered.first {
      let end = first.time + length
      ordered.removeAll { $0.time >= end }
    }
    return RecordedData(rows: ordered, inputs: inputs)
  }

  private func moment(_ text: String) throws -> Timestamp {
    if let time = try? Timestamp(text: text) { return time }
    guard let zone = source.zone, let local = try? Timestamp(text: text.replacing(" ", with: "T") + "Z") else {
      throw CommandError("\(text) is no RFC 3339 time with an offset; name the zone of local times with --zone")
    }
    let date = Date(timeIntervalSince1970: Double(local.microseconds) / 1e6)
    let guess = date.addingTimeInterval(-Double(zone.secondsFromGMT(for: date)))
    return Timestamp(microseconds: local.microseconds - Int64(zone.secondsFromGMT(for: guess)) * 1_000_000)
  }

  static func text(_ value: JSONValue) -> String? {
    switch value {
    case .null: nil
    case .string(let text): text
    default: value.canonicalText
    }
  }
}
