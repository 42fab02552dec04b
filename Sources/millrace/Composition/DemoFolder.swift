import Foundation

/// The data folder of the demo, which begins from nothing each time, but never in place of a ledger that is not its own.
enum DemoFolder {
  /// What a ledger consists of, with what is not in it yet.
  private static let parts = ["postgres", "journal", "spool", "checkpoints", "checkpoint.key", "checkpoint.key.pub"]
  /// Says that the demo began here; the other two are what demos of earlier versions left.
  private static let marks = ["demo", "demo.json", "demo.svg"]

  /// Removes what an earlier demo left, and marks the folder as the demo's.
  /// - Throws: `CommandError` where the folder holds somebody else's ledger, which stays as it was, or cannot be emptied.
  static func begin(_ folder: String) throws {
    let files = FileManager.default
    let left = parts.filter { files.fileExists(atPath: folder + "/" + $0) }
    guard left.isEmpty || marks.contains(where: { files.fileExists(atPath: folder + "/" + $0) }) else {
      throw CommandError(
        "the data folder \(folder) holds a ledger that the demo did not make (\(left.joined(separator: ", "))), and the "
          + "demo begins from nothing; name another folder with --data-folder, or remove that one")
    }
    do {
      try Data("The demo began here, and removes what is here when it begins again.\n".utf8)
        .write(to: URL(fileURLWithPath: folder + "/demo"))
      for part in left { try files.removeItem(atPath: folder + "/" + part) }
    } catch {
      throw CommandError(
        "what an earlier demo left in \(folder) cannot be removed: \((error as NSError).localizedDescription) Name another "
          + "folder with --data-folder, or remove it")
    }
  }
}
