import Domain

/// What became of a file's rows.
package struct RowCounts: Sendable, Hashable {
  /// A row that was left out.
  package struct LeftOut: Sendable, Hashable {
    package var line: Int
    package var code: String
    /// Where, what, and how to mend it.
    package var reason: String
  }

  /// Cells of a column that are not of its input's kind.
  package struct WrongKind: Sendable, Hashable {
    package var count: Int
    /// Of the first of them.
    package var line: Int
    package var text: String
  }

  /// Rows below the header, the bad ones among them.
  package var read = 0
  /// The first of the rows that were left out, at most 1,000.
  package var leftOut: [LeftOut] = []
  /// How many were left out, by reason.
  package var reasons: [String: Int] = [:]
  /// Rows that lie behind the length that was asked for.
  package var beyondEnd = 0
  /// Rows that are played and have no label.
  package var unlabelled = 0
  /// Labels of rows that are played which the file says were known before their rows.
  package var labelsBeforeRows = 0
  /// By input: cells that are taken as missing.
  package var wrongKind: [String: WrongKind] = [:]
  /// Columns of the loop that no row has, where there is no header to lack them.
  package var absent: [String] = []
  /// Columns that the loop does not use, at most 100.
  package var unused: [String] = []

  package init() {}

  mutating func leaveOut(_ error: RowError) {
    if leftOut.count < 1_000 { leftOut.append(LeftOut(line: error.line, code: error.code, reason: error.description)) }
    reasons[error.code, default: 0] += 1
  }

  mutating func note(wrongKind text: String, of input: String, line: Int) {
    wrongKind[input, default: WrongKind(count: 0, line: line, text: String(text.prefix(64)))].count += 1
  }

  package var leftOutCount: Int { reasons.values.reduce(0, +) }
}
