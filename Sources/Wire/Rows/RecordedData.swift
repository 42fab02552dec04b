import Domain

/// A recorded, labelled data set: each row with its time, its label and when that became known, and the loop's inputs as
/// JSON text.
package struct RecordedData: Sendable {
  package struct Row: Sendable, Hashable {
    /// Derived from the row's content.
    package var id: String
    package var time: Timestamp
    /// nil: nothing ever told.
    package var label: Label?
    /// Where the input's JSON stands in `inputs`.
    package var input: Range<Int>
    /// In the file, from 1.
    package var line: Int
  }

  package struct Label: Sendable, Hashable {
    /// The class that it counts as.
    package var name: String
    /// As it is sent: a JSON string, or a number in the digits of the file.
    package var json: String
    /// When it became known, as the file says; it may lie before the row's time.
    package var time: Timestamp
  }

  /// Ordered by time.
  package var rows: [Row]
  package var inputs: [UInt8]
  package var counts: RowCounts

  package func input(_ row: Row) -> ArraySlice<UInt8> { inputs[row.input] }
}
