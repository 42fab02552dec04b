import Crypto
import Foundation
import Postgres

/// Projections that read each other: one folder, one checkpoint, one transaction, folded in the order of file names.
package struct ProjectionGroup: Sendable, Hashable {
  package var name: String
  package var files: [ProjectionFile]
  /// The analysts' views and functions: `:views` and `:fold` stand for the schemas of the views and of the tables.
  package var views: String
  /// SHA-256 over the projections' files: which fold made the tables.
  package var version: String

  /// Reads `directory`: `NN_name.sql` files are projections, `views*.sql` the views over them.
  /// - Throws: `ProjectionError`.
  package init(name: String, directory: String) throws {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".sql") }.sorted()
    } catch {
      throw ProjectionError(.missing, "cannot read the projections in \(directory): \(error.localizedDescription)")
    }
    var files: [ProjectionFile] = []
    var views = ""
    for file in names {
      guard let bytes = FileManager.default.contents(atPath: directory + "/" + file) else {
        throw ProjectionError(.missing, "cannot read \(directory)/\(file)")
      }
      let text = String(decoding: bytes, as: UTF8.self)
      if file.hasPrefix("views") {
        views += text
      } else {
        files.append(try ProjectionFile(name: String(file.dropLast(4)), text: text))
      }
    }
    guard !files.isEmpty else { throw ProjectionError(.missing, "no projection (NN_name.sql) in \(directory)") }
    self.init(name: name, files: files, views: views)
  }

  package init(name: String, files: [ProjectionFile], views: String) {
    self.name = name
    self.files = files
    self.views = views
    var hash = SHA256()
    for file in files { hash.update(data: Data((file.name + "\n" + file.text + "\n").utf8)) }
    version = ProjectionGroup.hex(hash.finalize())
  }

  /// SHA-256 of the views files.
  package var viewsVersion: String { ProjectionGroup.hex(SHA256.hash(data: Data(views.utf8))) }

  /// The script that makes the views in one schema over the tables in another.
  package func views(in schema: String, over tables: String) -> String {
    views.replacingOccurrences(of: ":views.", with: quoteIdentifier(schema) + ".")
      .replacingOccurrences(of: ":fold.", with: quoteIdentifier(tables) + ".")
  }

  private static func hex(_ digest: some Sequence<UInt8>) -> String {
    digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
