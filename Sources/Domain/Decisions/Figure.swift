/// A number as a sentence has it.
package enum Figure {
  /// Rounded to four significant digits, or to a whole number where it has more before its point; what is not finite is
  /// unbounded.
  package static func text(_ value: Double) -> String {
    guard value.isFinite else { return "unbounded" }
    guard value != 0 else { return "0" }
    var (scale, exponent) = (1.0, 0)
    while abs(value) * scale < 1_000, exponent < 290 {
      scale *= 10
      exponent += 1
    }
    let rounded = (value * scale).rounded() / scale
    let text = rounded.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A share as a percentage, such as 95 %.
  package static func percent(_ share: Double) -> String { text(share * 100) + " %" }
}
