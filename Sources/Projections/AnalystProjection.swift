import Foundation

/// An analyst's own projection, as its folder has it: `NN_name.sql` files of the same form as ours, and a file `VERSION`.
///
/// The folder's name is the projection's. Names without a schema are its own tables or the analysts' views; the
/// ledger's are written `ledger.…`.
package struct AnalystProjection: Sendable, Hashable {
  package var name: String
  /// What its author calls this state of it.
  package var version: String
  /// SHA-256 of its files.
  package var digest: String
  package var tables: String
  package var folds: [String]

  /// - Throws: `ProjectionError` for a name that cannot be used, a missing file, or a fold without its window.
  package init(directory: String) throws {
    let folder = URL(fileURLWithPath: directory).standardizedFileURL
    let name = folder.lastPathComponent
    guard AnalystProjection.isName(name) else {
      throw ProjectionError(
        .name,
        "a projection cannot be called \"\(name)\"; name its folder with lower-case letters, digits and _, "
          + "beginning with a letter, at most 30")
    }
    guard let data = FileManager.default.contents(atPath: folder.appendingPathComponent("VERSION").path) else {
      throw ProjectionError(.missing, "\(directory) has no file VERSION; write one, such as 1")
    }
    let version = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    guard !version.isEmpty else { throw ProjectionError(.malformed, "\(directory)/VERSION is empty; write 1") }
    let group = try ProjectionGroup(name: name, directory: folder.path)
    guard group.views.isEmpty else {
      throw ProjectionError(.malformed, "\(directory) has views*.sql; make views among the tables of a projection")
    }
    self.name = name
    self.version = version
    digest = group.version
    tables = group.files.map(\.tables).joined(separator: "\n")
    // Each is run in each window: what analysts' statements need, nobody says here.
    folds = group.files.flatMap(\.folds).map(\.sql)
    guard !folds.isEmpty else { throw ProjectionError(.malformed, "\(directory) has no `--! fold` part") }
  }

  static func isName(_ name: String) -> Bool {
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard let first = name.utf8.first, letters.contains(first), name.utf8.count <= 30, name != "fold" else {
      return false
    }
    return name.utf8.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "_") }
  }
}
