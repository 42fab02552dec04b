import Domain

/// What to say of a name that there is not.
enum Misspelling {
  /// Longer words are nobody's slip, and would cost time to compare.
  private static let longest = 64

  /// - Parameter kind: such as "member".
  static func detail(_ name: String, _ known: [String], _ kind: String) -> String {
    let close = name.utf8.count <= longest ? LoopConfig.Spelling.closest(to: name, among: known) : nil
    let mend =
      close.map { "did you mean `\($0)`?" }
      ?? (known.isEmpty ? "none is taken here" : "known here: \(known.sorted().joined(separator: ", "))")
    return "there is no such \(kind); \(mend)"
  }
}
