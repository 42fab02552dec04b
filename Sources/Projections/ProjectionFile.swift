/// One projection: its tables, and the set-based statements that fold a window of the ledger into them.
///
/// The file is SQL with two marked parts, `--! tables` and `--! fold`. Names without a schema are the projection's
/// own; the ledger's are written `ledger.…`. In the fold, `$1` and `$2` are the window (from, to]; every statement
/// names both. A statement ends with `;` at the end of a line. A line `--! when TYPE …` in the fold says of the statements
/// behind it that a window without events of these types leaves them nothing to do: they are not run then.
package struct ProjectionFile: Sendable, Hashable {
  package var name: String
  package var text: String
  package var tables: String
  package var folds: [FoldStatement]

  /// - Throws: `ProjectionError.malformed` where a part is missing or unknown, or a fold does not name its window.
  package init(name: String, text: String) throws {
    self.name = name
    self.text = text
    var part: Substring?
    var parts: [Substring: [Substring]] = [:]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("--! "), !line.hasPrefix(ProjectionFile.condition) {
        let name = line.dropFirst(4)
        guard name == "tables" || name == "fold" else {
          throw ProjectionError(
            .malformed, "\(self.name): no part is marked `\(line)`; write `--! tables` or `--! fold`")
        }
        part = name
        parts[name, default: []] += []
      } else if let part {
        parts[part, default: []].append(line)
      }
    }
    guard let tables = parts["tables"] else {
      throw ProjectionError(.malformed, "\(name): no part marked `--! tables`; add one, it may be empty")
    }
    self.tables = tables.joined(separator: "\n")
    folds = ProjectionFile.statements(parts["fold"] ?? [])
    for fold in folds where fold.types?.isEmpty ?? false {
      throw ProjectionError(.malformed, "\(name): a line `--! when` names no type of events:\n\(fold.sql)")
    }
    for fold in folds where !(fold.sql.contains("$1") && fold.sql.contains("$2")) {
      throw ProjectionError(
        .malformed,
        "\(name): a fold statement does not name its window: use $1 (after) and $2 (up to) in it:\n\(fold.sql)")
    }
  }

  private static let condition = "--! when "

  private static func statements(_ lines: [Substring]) -> [FoldStatement] {
    var statements: [FoldStatement] = []
    var current: [Substring] = []
    var types: Set<String>?
    for line in lines {
      if current.isEmpty, line.hasPrefix(condition) {
        types = Set(line.dropFirst(condition.count).split(separator: " ").map(String.init))
        continue
      }
      if current.isEmpty && (line.allSatisfy(\.isWhitespace) || line.hasPrefix("--")) { continue }
      current.append(line)
      if line.last(where: { !$0.isWhitespace }) == ";" {
        statements.append(FoldStatement(sql: current.joined(separator: "\n"), types: types))
        current = []
      }
    }
    if !current.isEmpty { statements.append(FoldStatement(sql: current.joined(separator: "\n"), types: types)) }
    return statements
  }
}
