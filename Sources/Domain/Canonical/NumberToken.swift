/// A JSON number in the text that it was sent in, for one that reading would lose digits of.
package struct NumberToken: Sendable, Hashable {
  /// In JSON number form; ASCII.
  package let text: String

  /// nil where the text is no number in JSON form, over the limits of `ExactDecimal`, not finite as a double, or zero as
  /// a double only.
  package init?(_ text: String) {
    guard let exact = ExactDecimal.text(text), let value = Double(text), value.isFinite, value != 0 || exact == "0"
    else { return nil }
    self.text = text
  }

  /// - Parameter text: known to be such a number.
  package init(scanned text: String) { self.text = text }

  /// The nearest double.
  package var double: Double { Double(text) ?? .nan }

  /// The value as an integer, where it is one exactly.
  package var integer: Int64? { ExactDecimal.text(text).flatMap { Int64($0) } }

  /// The number as it was before there were tokens: an integer by its syntax that fits, else the nearest double.
  package var rounded: JSONValue { Int64(text).map { .integer($0) } ?? .number(double) }
}
