import Foundation
import Ledger

/// Where signed checkpoints and the keys for them lie.
struct CheckpointFiles {
  let folder: CheckpointFolder
  /// Of the private key; the verifier key lies beside it, with `.pub` behind the name.
  let keyPath: String

  /// - Throws: `CommandError` where MILLRACE_CHECKPOINT_KEY is a key, and not the name of its file.
  init(_ settings: Settings) throws(CommandError) {
    try Settings.checkFileName("MILLRACE_CHECKPOINT_KEY", settings.variable("MILLRACE_CHECKPOINT_KEY"))
    folder = CheckpointFolder(settings.checkpointsPath)
    keyPath = settings.checkpointKeyPath
  }

  /// The key that signs; it is made where there is none and no checkpoint either.
  func signer() throws -> CheckpointSigner {
    CheckpointSigner(key: try signingKey(), folder: folder)
  }

  private func signingKey() throws -> NoteSigningKey {
    if let text = CheckpointFiles.read(keyPath) { return try NoteSigningKey(text: text) }
    guard try folder.latest() == nil else {
      throw CommandError(
        "\(folder.path) holds checkpoints, but their key \(keyPath) is gone; restore it, or name another folder with "
          + "MILLRACE_CHECKPOINTS")
    }
    return try makeKey(name: nil)
  }

  /// Makes a key and writes both halves; readable by its owner only.
  func makeKey(name: String?) throws -> NoteSigningKey {
    guard !FileManager.default.fileExists(atPath: keyPath) else {
      throw CommandError("\(keyPath) exists; a key that has signed must not be replaced, name another file")
    }
    let key = try NoteSigningKey(name: name)
    let parent = URL(fileURLWithPath: keyPath).deletingLastPathComponent().path
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    let isWritten = FileManager.default.createFile(
      atPath: keyPath, contents: Data((key.text + "\n").utf8), attributes: [.posixPermissions: 0o600])
    guard isWritten else { throw CommandError("the key cannot be written to \(keyPath)") }
    try Data((key.verifier.text + "\n").utf8).write(to: URL(fileURLWithPath: keyPath + ".pub"))
    return key
  }

  /// The verifier key in a file, or the one that stands beside the private key.
  func verifierKey(_ file: String?) throws -> NoteVerifierKey {
    try Settings.checkFileName("--key", file)
    let path = file ?? keyPath + ".pub"
    guard let text = CheckpointFiles.read(path) else {
      throw CommandError("the verifier key \(path) cannot be read; name its file with --key")
    }
    return try NoteVerifierKey(text: text)
  }

  /// All checkpoints of a folder, each signed by the key for its own ledger.
  static func signed(_ folder: CheckpointFolder, by key: NoteVerifierKey) throws -> [CheckpointFolder.File] {
    let files = try folder.files()
    for file in files {
      guard file.note.isSigned(by: key) else { throw CommandError("BAD: \(file.path) is not signed by \(key.text)") }
      guard file.checkpoint.origin == key.name else {
        throw CommandError("BAD: \(file.path) is of the ledger \(file.checkpoint.origin), the key of \(key.name)")
      }
    }
    return files
  }

  private static func read(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }
}
