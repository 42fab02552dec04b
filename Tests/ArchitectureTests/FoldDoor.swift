/// What only Projections and ReadModels may say: SQL that names the read models' tables.
struct FoldDoor {
  /// One place at which it is said.
  struct Violation: Hashable, CustomStringConvertible {
    var file: String
    var line: Int
    var text: String

    var description: String { "\(file):\(line): \(text)" }
  }

  static let allowed: Set = ["Projections", "ReadModels"]

  private let patterns: [Regex<AnyRegexOutput>]

  /// - Parameter tables: of the folds; one at least.
  init(tables: [String]) throws {
    let names = tables.joined(separator: "|")
    patterns = try [
      // A schema of the folds by its name.
      #"(?i)\bfold(_[a-z0-9_]+)?"?\."?[a-z_\x{FFFC}]\w*"#,
      // A table in a schema that is put in, or put before.
      #"\x{FFFC}"?\."?(\#(names)|checkpoint)\b"#, #"^"?\."?(\#(names))\b"#,
      // A table that the session's settings find.
      #"\b(FROM|JOIN|INTO|UPDATE)\s+(\#(names))\b(?!\.)"#,
    ].map { try Regex($0) }
  }

  /// The tables that SQL files make.
  static func tables(_ folds: [String]) -> [String] {
    folds.flatMap { $0.matches(of: #/CREATE (?:UNLOGGED )?TABLE (\w+)/#).map { String($0.output.1) } }
  }

  func violations(swift text: String, file: String) -> [Violation] {
    SwiftSource(text).literals.flatMap { violations(in: $0.text, from: $0.line, file: file) }
  }

  func violations(sql text: String, file: String) -> [Violation] {
    violations(in: text.replacing(#/--.*/#, with: ""), from: 1, file: file)
  }

  private func violations(in text: String, from line: Int, file: String) -> [Violation] {
    guard text.contains(".") || text.contains(" ") else { return [] }
    return patterns.flatMap { pattern in
      text.matches(of: pattern).map { match in
        Violation(
          file: file, line: line + text[..<match.range.lowerBound].count(where: \.isNewline),
          text: String(text[match.range]))
      }
    }
  }
}
