import Ledger

/// What did not come in the time that was given to it, and where to look.
package struct WaitError: Error, Sendable, Hashable, CustomStringConvertible {
  package enum Missing: Sendable, Hashable {
    /// Of so many events the ledger lacks some, `first` among them.
    case recorded(first: EventIdentity, missing: Int, of: Int)
    /// The read models stand at a checkpoint below the position; nil: there are none.
    case folded(position: Int64, checkpoint: Int64?)
    /// Who of those that work on a loop does not stand where the ledger ends, in words.
    case settled(loop: String, behind: [String])
  }

  package var missing: Missing
  package var limit: Duration

  package init(missing: Missing, limit: Duration) {
    self.missing = missing
    self.limit = limit
  }

  package var description: String {
    switch missing {
    case .recorded(let first, _, 1):
      "event \(first.id) of \(first.source) is not in the ledger after \(limit); is the archiver running, and is it "
        + "parked? see `millrace status` and `millrace parked list`; saying it again does no harm"
    case .recorded(let first, let missing, let count):
      "not all of \(count) events are in the ledger after \(limit): \(missing) are missing, such as \(first.id) of "
        + "\(first.source); is the archiver running, and are they parked? see `millrace status` and "
        + "`millrace parked list`; saying it again does no harm"
    case .folded(let position, let checkpoint):
      "the ledger has position \(position), and the read models have not reached it after \(limit): "
        + (checkpoint.map { "they stand at \($0)" } ?? "there are none")
        + "; is the projector running? see `millrace status`"
    case .settled(let loop, let behind):
      "the services of \(loop) do not come to rest within \(limit): \(behind.joined(separator: ", ")); "
        + "see `millrace status`"
    }
  }
}
