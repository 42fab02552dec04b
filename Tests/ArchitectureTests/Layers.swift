/// The targets from the lowest to the highest, as the README's tree has them; each may import those below it.
struct Layers {
  /// One import that points the wrong way.
  struct Violation: Hashable, CustomStringConvertible {
    var file: String
    var target: String
    var imported: String

    var description: String { "\(file): \(target) stands below \(imported)" }
  }

  private(set) var targets: [String] = []

  /// - Parameter readme: with the lines between `Sources/` and `Tests/`: two spaces, the names, and after two spaces or
  ///   more a few words.
  init(readme: String) {
    let lines = readme.split(separator: "\n", omittingEmptySubsequences: false)
    for line in lines.drop(while: { $0 != "Sources/" }).dropFirst().prefix(while: { $0.hasPrefix("  ") }) {
      let names = line.dropFirst(2).prefix(upTo: line.dropFirst(2).firstRange(of: "  ")?.lowerBound ?? line.endIndex)
      targets += names.split(separator: " ").map(String.init)
    }
  }

  /// The modules that a file imports.
  static func imports(_ source: String) -> [String] {
    // An attribute or an access level before, the kind of one declaration behind.
    let line = #/^\s*(?:@?\w+\s+)*?import\s+(?:[a-z]+\s+)?(\w+)/#
    return SwiftSource(source).code.split(separator: "\n").compactMap { code in
      code.firstMatch(of: line).map { String($0.output.1) }
    }
  }

  func violations(_ source: String, file: String, of target: String) -> [Violation] {
    guard let own = targets.firstIndex(of: target) else { return [] }
    return Layers.imports(source).filter { targets.firstIndex(of: $0).map { $0 >= own } ?? false }.map {
      Violation(file: file, target: target, imported: $0)
    }
  }
}
