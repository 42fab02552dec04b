import Postgres

/// Signs the ledger's head, once it has computed for itself that it extends what it signed before.
///
/// The leaves of the events since the last checkpoint are computed again from their rows; a head that does not follow
/// from them is refused. So one who changes the database makes the signer stop, or is found by `ledger verify`.
package struct CheckpointSigner: Sendable {
  private let key: NoteSigningKey
  private let folder: CheckpointFolder

  package init(key: NoteSigningKey, folder: CheckpointFolder) {
    self.key = key
    self.folder = folder
  }

  /// - Returns: the new checkpoint and its file; nil where the ledger is empty, or has not grown since the last.
  /// - Throws: `LedgerError.corrupt` where the head does not extend the last checkpoint.
  package func sign(_ db: PostgresSession) throws -> (checkpoint: Checkpoint, path: String)? {
    let last = try folder.latest()
    if let last { try check(last) }
    let size = last?.checkpoint.size ?? 0
    let checkpoint: Checkpoint? = try db.transaction(isolation: .repeatableRead, readOnly: true) {
      let head = try LedgerReader.head(db)
      guard head.position >= size else {
        throw LedgerError(
          .corrupt, "the ledger ends at \(head.position), but \(last?.path ?? "") was signed over \(size) events")
      }
      var tree = try MerkleProver(db, size: head.position).frontier(at: size)
      guard last == nil || tree.root == last?.checkpoint.root else {
        throw LedgerError(
          .corrupt, "the first \(size) events are not those that \(last?.path ?? "") was signed over")
      }
      try StoredEvent.leaves(db, after: size, through: head.position) { tree.append($0) }
      guard tree == head.frontier else {
        throw LedgerError(
          .corrupt, "the rows from \(size + 1) to \(head.position) do not make the tree whose head the ledger names")
      }
      guard head.position > size else { return nil }
      return Checkpoint(origin: key.verifier.name, size: head.position, root: tree.root)
    }
    guard let checkpoint else { return nil }
    return (checkpoint, try folder.write(checkpoint, try SignedNote(checkpoint.text, by: key)))
  }

  private func check(_ file: CheckpointFolder.File) throws {
    guard file.checkpoint.origin == key.verifier.name, file.note.isSigned(by: key.verifier) else {
      throw LedgerError(
        .corrupt,
        "\(file.path) is not signed by \(key.verifier.text); give each key a folder of its own, or find out who wrote it"
      )
    }
  }
}
