/// Why a file of rows, or a row of one, is not taken: what, where, and how to mend it.
package struct RowError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Groups rows in reports, such as `field_count`.
  package var code: String
  /// From 1.
  package var line: Int
  /// Such as `line 12, column 3 ("city")`.
  package var place: String
  package var problem: String
  package var mend: String
  /// Nothing can be read behind it.
  package var isFatal = false

  package var description: String { "\(place): \(problem); \(mend)" }

  /// The same error, behind which nothing can be read.
  var fatal: RowError {
    var error = self
    error.isFatal = true
    return error
  }

  init(_ code: String, line: Int, column: String? = nil, _ problem: String, _ mend: String) {
    self.code = code
    self.line = line
    place = "line \(line)" + (column.map { ", column \"\($0.prefix(64))\"" } ?? "")
    self.problem = problem
    self.mend = mend
  }

  init(_ error: CSVError) {
    code = error.code.rawValue
    line = error.line
    place = error.place
    problem = error.problem
    mend = error.mend
    isFatal = error.isFatal
  }
}
