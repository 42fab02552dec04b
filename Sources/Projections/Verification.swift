import Domain

/// What a comparison of live tables with a replay of the ledger at the same position found.
package struct Verification: Sendable, Hashable {
  package struct Table: Sendable, Hashable {
    package var name: String
    /// nil where the table is not there.
    package var live: TableChecksum?
    package var replayed: TableChecksum

    package var matches: Bool { live == replayed }
  }

  /// A row that the live copy and the replay do not agree about.
  package struct Difference: Sendable, Hashable {
    package typealias Kind = ProjectionVerified.Kind

    package var table: String
    /// Its primary key, or the whole row where there is none.
    package var row: String
    package var kind: Kind
    /// The columns that were changed.
    package var columns: [String]
  }

  package var group: String
  /// SHA-256 of the projections' files.
  package var version: String
  /// Where both stood.
  package var position: Int64
  package var tables: [Table]
  /// A few of each table.
  package var differences: [Difference]

  package var matches: Bool { tables.allSatisfy(\.matches) }
}
