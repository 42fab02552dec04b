extension LedgerVerifier {
  package struct Report: Sendable, Hashable {
    package var positions: Int64 = 0
    package var batches: Int64 = 0
    /// Events whose data was erased: their other columns are verified, what they said is not.
    package var erased: Int64 = 0
    /// Signed checkpoints that the ledger extends.
    package var checkpoints: Int64 = 0
    /// What is wrong and where; nil where everything fits.
    package var problem: String?
    /// The first position that does not fit. Where a column is not what was recorded, and it is none of those that an
    /// event's own hash covers, this is the first of its batch.
    package var firstBadPosition: Int64?

    mutating func fail(_ position: Int64, _ what: String) {
      firstBadPosition = position
      problem = what
    }
  }
}
