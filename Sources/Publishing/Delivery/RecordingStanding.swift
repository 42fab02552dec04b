/// How well what callers are answered for is kept: for probes and people.
package struct RecordingStanding: Sendable, Hashable {
  package var accept: AcceptMode
  package var journal: JournalStatus
  /// Events that the ledger does not have yet.
  package var events: Int
  /// Of them, those that wait to be sent.
  package var unsent: Int
  /// What is not as it should be, in sentences.
  package var problems: [String]

  /// Whether nothing can be accepted: there is no room, or the journal's files are gone.
  package var isClosed: Bool { journal.isFull || journal.isGone }
}
