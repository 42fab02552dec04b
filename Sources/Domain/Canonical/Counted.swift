/// A number of things as sentences write it: in the plural, unless it is one.
package enum Counted {
  /// - Parameter noun: one that takes an s.
  package static func text(_ count: some BinaryInteger, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// The words where it is one, or where it is another number.
  package static func text(_ count: some BinaryInteger, one: String, other: String) -> String {
    "\(count) \(count == 1 ? one : other)"
  }
}
