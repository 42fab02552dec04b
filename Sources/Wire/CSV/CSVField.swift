/// Where a field's content lies in the file, without the quotes around it.
struct CSVField: Sendable, Hashable {
  var start: Int
  var end: Int
  /// It stood in quotes.
  var isQuoted = false
  /// There are doubled quotes in it.
  var hasDoubledQuotes = false
}
