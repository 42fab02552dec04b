/// A text as a key: equal and ordered by its UTF-8 bytes, as SQL's `"C"` collation has it.
///
/// `String` compares by canonical equivalence: of `é` as one scalar and as two, a dictionary over `String` keeps one. What
/// users send is kept and compared by bytes, so whatever is looked up by it is keyed by this type.
package struct ByteText: Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }
}

extension ByteText: Hashable, Comparable {
  package static func == (left: ByteText, right: ByteText) -> Bool { left.text.isSame(as: right.text) }

  package static func < (left: ByteText, right: ByteText) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    let isDone: Void? = text.utf8.withContiguousStorageIfAvailable {
      hasher.combine(bytes: UnsafeRawBufferPointer($0))
    }
    if isDone == nil { for byte in text.utf8 { hasher.combine(byte) } }
  }
}

extension ByteText: ExpressibleByStringLiteral, CustomStringConvertible {
  package init(stringLiteral text: String) { self.init(text) }
  package var description: String { text }
}

extension ByteText: CodingKeyRepresentable {
  package var codingKey: any CodingKey { TextKey(stringValue: text) }
  package init?(codingKey: some CodingKey) { self.init(codingKey.stringValue) }
}

/// A text as the name of a member.
private struct TextKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension String {
  /// Whether both are the same bytes, which `==` does not say: it takes canonically equivalent texts as equal.
  package func isSame(as other: String) -> Bool {
    let (left, right) = (utf8, other.utf8)
    guard left.count == right.count else { return false }
    let result = left.withContiguousStorageIfAvailable { left in
      right.withContiguousStorageIfAvailable { right in left.elementsEqual(right) }
    }
    return (result ?? nil) ?? left.elementsEqual(right)
  }
}

extension Sequence<String> {
  /// Whether one of them is the same bytes.
  package func hasSame(as text: String) -> Bool { contains { $0.isSame(as: text) } }

  /// Without those that are the same bytes as an earlier one, ordered by bytes.
  package var sortedByBytes: [String] { Set(map { ByteText($0) }).sorted().map(\.text) }
}

extension Dictionary where Key == ByteText {
  package subscript(name: String) -> Value? {
    get { self[ByteText(name)] }
    set { self[ByteText(name)] = newValue }
  }

  package subscript(name: String, default fallback: @autoclosure () -> Value) -> Value {
    get { self[ByteText(name), default: fallback()] }
    _modify { yield &self[ByteText(name), default: fallback()] }
  }

  /// The keys' texts, ordered by bytes.
  package var names: [String] { keys.sorted().map(\.text) }
}
