/// Is told of each commit of a journal, on the journal's thread, which waits.
package protocol JournalListener: Sendable {
  /// It is about to be written: what else is to be done with its records may begin.
  func willWrite(_ commit: JournalCommit)

  /// - Parameter isDurable: false where the disk refused: the commit counts for nothing.
  func didWrite(_ commit: JournalCommit, isDurable: Bool)
}
