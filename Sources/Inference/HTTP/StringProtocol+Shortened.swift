extension StringProtocol {
  /// The first scalars, for messages that name what a caller sent. Characters would not do: one may be as long as the
  /// whole text.
  func shortened(to count: Int) -> String { String(String.UnicodeScalarView(unicodeScalars.prefix(count))) }
}
