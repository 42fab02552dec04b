import Domain
import Wire

/// What a simulation has played: the answers, row by row, and how far the loop's clock went.
struct Playback: Sendable {
  var answers: [Answer] = []
  /// The last tick.
  var end = Timestamp.earliest

  /// The label of a row, where it was known by the end.
  func label(_ row: RecordedData.Row) -> String? {
    guard let label = row.label, row.labelSent < end || row.labelSent == end && end == .latest else { return nil }
    return label.name
  }
}

extension RecordedData.Row {
  /// When its label is sent: when it became known, and not before the row was asked.
  var labelSent: Timestamp { max(label?.time ?? time, time) }
}
