/// The live read models held against a replay of the ledger.
package struct ProjectionVerified: EventData {
  package static let type = "millrace.projection.verified.v1"
  package static let mayConcernAllLoops = true

  /// One table, live and replayed.
  package struct Table: Codable, Sendable, Hashable {
    package var table: String
    package var matches: Bool
    /// nil: the live copy lacks the table.
    @WrittenAsNull package var liveRows: Int64?
    @WrittenAsNull package var liveChecksum: String?
    package var replayedRows: Int64?
    package var replayedChecksum: String?

    package init(
      table: String, matches: Bool, liveRows: Int64?, liveChecksum: String?, replayedRows: Int64? = nil,
      replayedChecksum: String? = nil
    ) {
      self.table = table
      self.matches = matches
      self.liveRows = liveRows
      self.liveChecksum = liveChecksum
      self.replayedRows = replayedRows
      self.replayedChecksum = replayedChecksum
    }
  }

  /// One row that is not the same.
  package struct Difference: Codable, Sendable, Hashable {
    package var table: String
    /// Its key.
    package var row: String
    package var kind: Kind
    package var columns: [String]?

    package init(table: String, row: String, kind: Kind, columns: [String]? = nil) {
      self.table = table
      self.row = row
      self.kind = kind
      self.columns = columns
    }
  }

  /// What is wrong with a row of the live copy.
  package enum Kind: String, Codable, Sendable, Hashable, CaseIterable, JSONLeaf {
    /// Not in the live copy.
    case missing
    /// Only in the live copy.
    case extra
    case changed
  }

  package var group: String
  package var version: String
  package var position: Int64
  package var matches: Bool
  package var tables: [Table]
  package var differences: [Difference]

  package init(
    group: String, version: String, position: Int64, matches: Bool, tables: [Table], differences: [Difference]
  ) {
    self.group = group
    self.version = version
    self.position = position
    self.matches = matches
    self.tables = tables
    self.differences = differences
  }

  package static let full = ProjectionVerified(
    group: "core", version: String(repeating: "a", count: 64), position: 17, matches: false,
    tables: [
      Table(
        table: "interaction", matches: false, liveRows: 1, liveChecksum: "1", replayedRows: 1, replayedChecksum: "2")
    ], differences: [Difference(table: "interaction", row: "a b", kind: .changed, columns: ["answer"])])
}
