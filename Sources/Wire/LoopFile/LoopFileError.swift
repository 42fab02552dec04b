import Domain

/// All that is wrong in a loop file, in the order of the lines; trying again cannot help.
package struct LoopFileError: Error, Sendable, Hashable, CustomStringConvertible {
  package var file: String
  package var problems: [Problem]

  /// One problem per line: file, line, column, what is wrong, and the mend.
  package var description: String {
    problems.map { "\(file):\($0.line):\($0.column): \($0.message); \($0.mend)" }.joined(separator: "\n")
  }
}

extension LoopFileError {
  /// One thing wrong; line and column count from 1.
  package struct Problem: Sendable, Hashable {
    package var line: Int
    package var column: Int
    package var message: String
    package var mend: String
  }

  init(file: String, _ invalid: LoopConfig.Invalid, in tree: YAMLTree) {
    self.file = file
    let placed = invalid.problems.map { problem in
      let place = tree.place(of: problem.path, atName: problem.atName)
      return Problem(line: place.line, column: place.column, message: problem.message, mend: problem.mend)
    }
    problems = placed.enumerated()
      .sorted { ($0.element.line, $0.element.column, $0.offset) < ($1.element.line, $1.element.column, $1.offset) }
      .map(\.element)
  }
}
