import Domain
import Foundation
import Wire

/// A recorded, labelled data set: each row with its time, the time its label became known, and the loop's inputs as
/// JSON text.
struct RecordedData: Sendable {
  struct Row: Sendable {
    var id: String
    var time: Timestamp
    var labelTime: Timestamp
    var label: String
    /// Where the input's JSON stands in `inputs`.
    var input: Range<Int>
  }

  /// Ordered by time.
  var rows: [Row]
  var inputs: [UInt8]

  func input(_ row: Row) -> ArraySlice<UInt8> { inputs[row.input] }
}
