import Crypto
import FoundationEssentials

/// A migration and its SQL.
struct MigrationFile: Sendable {
  var migration: Migration
  var path: String
  var script: String

  /// Reads all migrations of a folder, in order.
  /// - Throws: `PostgresError` with code `.migration` for a missing folder, a file name that is none, a number
  ///   used twice or left out.
  static func all(in directory: String) throws -> [MigrationFile] {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: directory) } catch {
      throw refused("the folder of migrations \(directory) cannot be read", "give the right folder")
    }
    let files = try names.filter { $0.hasSuffix(".sql") && !$0.hasPrefix(".") }.sorted()
      .map { try read("\(directory)/\($0)", name: $0) }
      .sorted { ($0.migration.number, $0.path) < ($1.migration.number, $1.path) }
    for (index, file) in files.enumerated() {
      if index > 0, file.migration.number == files[index - 1].migration.number {
        throw refused(
          "\(file.path) and \(files[index - 1].path) have the same number", "give the newer one the next free number")
      }
      guard file.migration.number == index + 1 else {
        throw refused(
          "\(file.path) comes where number \(index + 1) is expected", "number the files 0001, 0002 … without a gap")
      }
    }
    return files
  }

  private static func read(_ path: String, name: String) throws -> MigrationFile {
    let stem = name.dropLast(4)
    let title = stem.dropFirst(5)
    guard stem.utf8.count > 5, let number = Int(stem.prefix(4)), number > 0, stem.dropFirst(4).first == "_",
      title.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 95 })
    else {
      throw refused("\(path) is not named like a migration", "name it like 0001_lower_case_words.sql")
    }
    guard let data = FileManager.default.contents(atPath: path), let script = String(bytes: data, encoding: .utf8)
    else { throw refused("\(path) cannot be read as UTF-8", "check its permissions and encoding") }
    let digest = SHA256.hash(data: data).flatMap { [PostgresText.digit($0 >> 4), PostgresText.digit($0 & 15)] }
    return MigrationFile(
      migration: Migration(number: number, name: String(title), sha256: String(decoding: digest, as: UTF8.self)),
      path: path, script: script)
  }

  /// What remains to be applied.
  /// - Throws: `PostgresError` with code `.migration` when what was applied is not what the files say.
  static func pending(_ files: [MigrationFile], applied: [Migration]) throws -> [MigrationFile] {
    for migration in applied {
      guard let file = files.first(where: { $0.migration.number == migration.number }) else {
        throw refused(
          "the database has migration \(migration.fileName), which this program does not know",
          "use the newer program that brought it")
      }
      guard file.migration == migration else {
        throw refused(
          "\(file.path) is not what was applied as \(migration.fileName) (SHA-256 \(migration.sha256))",
          "restore the file as it was and put the change into a new migration")
      }
    }
    let known = Set(applied.map(\.number))
    return files.filter { !known.contains($0.migration.number) }
  }

  private static func refused(_ message: String, _ mend: String) -> PostgresError {
    PostgresError(code: .migration, message: message, mend: mend)
  }
}
