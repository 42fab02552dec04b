/// What a loop answered to one row.
struct Answer: Sendable {
  var label: String
  /// By class, in the order of `classes` in the answers that hold it; for a binary loop that of the positive class.
  var positive: Float
  /// The probability given to the label that came out.
  var truth: Float
  var generation: Int64
  var model: String?
}
