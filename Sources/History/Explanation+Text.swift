extension Explanation {
  /// For a terminal: titles, and under each its names and values in two columns.
  package var text: String {
    sections.map { section in
      let width = section.lines.map(\.name.count).max() ?? 0
      let lines = section.lines.map { line in
        "  " + line.name + String(repeating: " ", count: width - line.name.count) + "  " + line.value
      }
      return ([section.title] + lines).joined(separator: "\n")
    }.joined(separator: "\n\n")
  }
}
