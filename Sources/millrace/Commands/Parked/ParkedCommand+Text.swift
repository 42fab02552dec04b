import Domain
import Ledger

extension ParkedCommand {
  static func table(_ records: [ParkedRecord]) -> TextTable {
    TextTable(
      ["id", "state", "reason", "attempts", "record", "after position", "parked"],
      records.map { record in
        [
          String(record.id), record.state, record.reason, String(record.attempts),
          "\(record.raw.topic)[\(record.partition)]@\(record.offset)", String(record.afterPosition),
          record.parkedAt.text,
        ]
      })
  }

  static func text(_ record: ParkedRecord) -> String {
    var lines = ["parked \(record.id), \(record.state): \(record.reason)", "  \(record.message)"]
    lines.append(
      "  \(record.raw.topic)[\(record.partition)]@\(record.offset), after position \(record.afterPosition), "
        + Counted.text(record.attempts, one: "retry", other: "retries"))
    if let position = record.decisionPosition { lines.append("  last decided at position \(position)") }
    if let position = record.eventPosition { lines.append("  in the ledger at position \(position)") }
    if let note = record.note { lines.append("  because: \(note)") }
    lines.append("  key: \(record.raw.key.map { String(decoding: $0, as: UTF8.self) } ?? "none")")
    for header in record.raw.headers {
      lines.append("  \(header.name): \(header.value.map { String(decoding: $0, as: UTF8.self) } ?? "no value")")
    }
    lines.append(record.raw.value.map { String(decoding: $0, as: UTF8.self) } ?? "no body")
    return lines.joined(separator: "\n")
  }
}
