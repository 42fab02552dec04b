extension LoopConfig {
  /// Finds the known word that a mistyped one was probably meant to be.
  package enum Spelling {
    package static func closest(to word: String, among known: [String]) -> String? {
      let limit = max(1, word.count / 3)
      let ranked = known.map { (word: $0, distance: distance(Array(word.lowercased()), Array($0))) }
      return ranked.filter { $0.distance <= limit }.min { $0.distance < $1.distance }?.word
    }

    /// Least number of insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
      guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
      var before: [Int] = []
      var previous = Array(0...right.count)
      for row in 1...left.count {
        var current = [row]
        for column in 1...right.count {
          let change = left[row - 1] == right[column - 1] ? 0 : 1
          var best = min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + change)
          if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
            best = min(best, before[column - 2] + 1)
          }
          current.append(best)
        }
        before = previous
        previous = current
      }
      return previous[right.count]
    }
  }
}
