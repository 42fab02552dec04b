import Foundation

/// Signed checkpoints in a folder, a file each, named by size; files are added and never changed.
package struct CheckpointFolder: Sendable {
  package struct File: Sendable {
    package var path: String
    package var note: SignedNote
    package var checkpoint: Checkpoint
  }

  package let path: String

  package init(_ path: String) { self.path = path }

  /// All of them, by size.
  /// - Throws: `LedgerError` with the file's name, where one cannot be read.
  package func files() throws -> [File] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return try names.filter { $0.hasSuffix(CheckpointFolder.suffix) }.sorted().map { try read(path + "/" + $0) }
  }

  /// The largest; nil where there is none.
  package func latest() throws -> File? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return try names.filter { $0.hasSuffix(CheckpointFolder.suffix) }.max().map { try read(path + "/" + $0) }
  }

  /// Writes one so that it is there whole or not at all, whatever happens.
  /// - Returns: the file's path.
  @discardableResult
  package func write(_ checkpoint: Checkpoint, _ note: SignedNote) throws -> String {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let digits = String(checkpoint.size)
    let name = path + "/" + String(repeating: "0", count: 19 - digits.count) + digits + CheckpointFolder.suffix
    try Data(note.serialized.utf8).write(to: URL(fileURLWithPath: name), options: .atomic)
    return name
  }

  private static let suffix = ".checkpoint"

  private func read(_ file: String) throws -> File {
    guard let bytes = FileManager.default.contents(atPath: file) else {
      throw LedgerError(.missing, "\(file) cannot be read")
    }
    do {
      let note = try SignedNote(serialized: String(decoding: bytes, as: UTF8.self))
      return File(path: file, note: note, checkpoint: try Checkpoint(text: note.text))
    } catch let error as LedgerError {
      throw LedgerError(error.code, "\(file): \(error.message)")
    }
  }
}
