extension Witness {
  /// What the program came to in the end: one file each.
  package enum Outcome: String, Sendable, CaseIterable {
    case champion, dataset, verdict, revision, prediction

    /// How many of the first columns do not depend on how exactly a processor computes.
    private var certain: Int {
      switch self {
      case .champion: 4
      case .dataset: 5
      case .verdict: 7
      case .revision: 5
      case .prediction: 3
      }
    }

    /// Lines without the columns that depend on how exactly a processor computes.
    package func withoutFigures(_ lines: [String]) -> [String] {
      lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false).prefix(certain).joined(separator: "\t") }
    }
  }
  /// The first line in which lines differ from the recorded ones, in words; nil where they are the same.
  package static func difference(_ found: [String], _ recorded: [String]) -> String? {
    let count = max(found.count, recorded.count)
    let line = (0..<count).first { $0 >= found.count || $0 >= recorded.count || found[$0] != recorded[$0] }
    guard let line else { return nil }
    let (now, then) = (line < found.count ? found[line] : "none", line < recorded.count ? recorded[line] : "none")
    return "line \(line + 1) is\n\(now)\nand was\n\(then)"
  }
}
