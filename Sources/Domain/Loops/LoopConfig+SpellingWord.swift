extension LoopConfig.Spelling {
  /// A word that is not known, beside the known one that it was probably meant to be, as messages write them.
  ///
  /// Where the two differ in characters that are not ASCII they may look alike, or be two spellings of one text: they are
  /// written with escapes then.
  package struct Word: Sendable, Hashable {
    /// In quotes.
    package let shown: String
    /// Such as `did you mean "clock"?`; nil where nothing is near.
    package let question: String?

    package init(_ word: String, among known: [String]) {
      let close = known.first { $0 == word } ?? LoopConfig.Spelling.closest(to: word, among: known)
      let isUnclear = close.map { Word.foreign($0) != Word.foreign(word) } ?? false
      let write: (String) -> String = { isUnclear ? Word.escaped($0) : $0 }
      shown = "\"\(write(word))\""
      question = close.map { "did you mean \"\(write($0))\"?" }
    }

    private static func foreign(_ text: String) -> [Unicode.Scalar] { text.unicodeScalars.filter { !$0.isASCII } }

    /// With escapes, as YAML and JSON read them, for what is not ASCII.
    package static func escaped(_ text: String) -> String {
      text.unicodeScalars.reduce(into: "") { result, scalar in
        if scalar.isASCII && scalar.value >= 0x20 && scalar.value != 0x7F {
          return result.unicodeScalars.append(scalar)
        }
        let isWide = scalar.value > 0xFFFF
        let digits = String(scalar.value, radix: 16)
        result += (isWide ? "\\U" : "\\u") + String(repeating: "0", count: (isWide ? 8 : 4) - digits.count) + digits
      }
    }
  }
}
