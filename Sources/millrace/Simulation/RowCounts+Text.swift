import Domain
import Wire

/// What became of a file's rows, in words and as a part of the report.
extension RowCounts {
  /// What is worth knowing before the rows are played.
  var notes: [String] {
    var notes: [String] = []
    for (input, found) in wrongKind.sorted(by: { $0.key < $1.key }) {
      notes.append(
        "\(found.count) \(found.count == 1 ? "cell" : "cells") of \(input) taken as missing, being of the wrong kind; "
          + "the first is \"\(found.text)\" in line \(found.line); leave a cell empty where there is no value")
    }
    if !absent.isEmpty { notes.append("no row has \(absent.joined(separator: ", "))") }
    if !unused.isEmpty { notes.append("not used by the loop: \(unused.joined(separator: ", "))") }
    if labelsBeforeRows > 0 {
      notes.append(
        labelsBeforeRows == 1
          ? "1 label is said to be known before its row was asked; it counts from there"
          : "\(labelsBeforeRows) labels are said to be known before their rows were asked; they count from there")
    }
    return notes
  }

  /// Every row is played, left out with a reason, or behind the length that was asked for.
  /// - Throws: `CommandError` where the sum is another one; what a report would say of the rows were not true then.
  func check(played: Int) throws {
    guard read != played + leftOutCount + beyondEnd else { return }
    throw CommandError(
      "\(read) rows were read, but \(played) played, \(leftOutCount) left out and \(beyondEnd) are behind --until: "
        + "this is a fault of Millrace; please report it with the file")
  }

  /// Such as `rows: 100 read, 98 played, 2 left out (1 field_count, 1 time)`.
  func summary(played: Int) -> String {
    let why = reasons.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    var parts = ["\(read) read", "\(played) played", "\(leftOutCount) left out" + (why.isEmpty ? "" : " (\(why))")]
    if beyondEnd > 0 { parts.append("\(beyondEnd) behind --until") }
    if unlabelled > 0 { parts.append("\(unlabelled) without a label") }
    return "rows: " + parts.joined(separator: ", ")
  }

  /// - Parameter unknown: labels of played rows that were not known by the end.
  func json(played: Int, unknown: Int) -> JSONValue {
    [
      "read": .integer(Int64(read)), "played": .integer(Int64(played)), "left_out": .integer(Int64(leftOutCount)),
      "reasons": JSONValue(words: reasons.mapValues { .integer(Int64($0)) }),
      "left_out_rows": .array(
        leftOut.map { ["line": .integer(Int64($0.line)), "code": .string($0.code), "reason": .string($0.reason)] }),
      "behind_until": .integer(Int64(beyondEnd)), "without_label": .integer(Int64(unlabelled)),
      "label_before_row": .integer(Int64(labelsBeforeRows)), "label_not_known_by_end": .integer(Int64(unknown)),
      "wrong_kind": JSONValue(
        words:
          wrongKind.mapValues { ["count": .integer(Int64($0.count)), "line": .integer(Int64($0.line))] }),
      "absent": .array(absent.map { .string($0) }), "unused": .array(unused.map { .string($0) }),
    ]
  }
}
