import Domain
import Postgres

/// One batch's link in the ledger's hash chain.
package struct ChainLink: Sendable, Hashable {
  package var batch: Int64
  package var firstPosition: Int64
  package var lastPosition: Int64
  package var recordedAt: Timestamp
  /// The offsets it covers, as JSON text.
  package var offsets: String
  package var duplicates: Int64
  package var parked: Int64
  /// Head of the Merkle tree over the whole ledger up to the last position.
  package var root: Hash
  package var previous: Hash

  package var hash: Hash {
    var input = HashInput(capacity: 256)
    input.append(previous.bytes)
    input.append(batch)
    input.append(firstPosition)
    input.append(lastPosition)
    input.append(recordedAt.microseconds)
    input.append(offsets)
    input.append(duplicates)
    input.append(parked)
    input.append(root.bytes)
    return Hash(of: input.bytes)
  }

  static let columns = """
    batch, first_position, last_position, recorded_at, offsets::text, duplicates::bigint, parked::bigint, root_hash,
    previous_hash
    """

  /// - Parameter row: begins with `columns`.
  static func read(_ row: PostgresRow) throws -> ChainLink {
    ChainLink(
      batch: try row.int64(0), firstPosition: try row.int64(1), lastPosition: try row.int64(2),
      recordedAt: Timestamp(microseconds: try row.timestampMicros(3)), offsets: try row.text(4),
      duplicates: try row.int64(5), parked: try row.int64(6), root: Hash(bytes: try row.bytes(7)),
      previous: Hash(bytes: try row.bytes(8)))
  }
}
