import Domain

/// One batch's link in the ledger's hash chain.
package struct ChainLink: Sendable, Hashable {
  package var batch: Int64
  package var firstPosition: Int64
  package var lastPosition: Int64
  package var recordedAt: Timestamp
  package var root: Hash
  package var previous: Hash

  package init(
    batch: Int64, firstPosition: Int64, lastPosition: Int64, recordedAt: Timestamp, root: Hash, previous: Hash
  ) {
    self.batch = batch
    self.firstPosition = firstPosition
    self.lastPosition = lastPosition
    self.recordedAt = recordedAt
    self.root = root
    self.previous = previous
  }

  package var hash: Hash {
    var input = HashInput(capacity: 128)
    input.append(previous.bytes)
    input.append(batch)
    input.append(firstPosition)
    input.append(lastPosition)
    input.append(recordedAt.microseconds)
    input.append(root.bytes)
    return Hash(of: input.bytes)
  }
}
