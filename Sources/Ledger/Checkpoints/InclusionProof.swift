import Domain
import Postgres

/// That an event stands at a position of a tree with a known root, for one who has neither database nor trust in it.
package struct InclusionProof: Sendable {
  package var position: Int64
  package var size: Int64
  package var root: Hash
  package var path: [Hash]
  private var stored: StoredEvent

  /// The event's leaf hash.
  package var leaf: Hash { stored.leaf }

  /// - Parameter size: of the tree; at least the position.
  /// - Throws: `LedgerError.missing`.
  package static func make(_ db: PostgresSession, position: Int64, size: Int64?) throws -> InclusionProof {
    try db.transaction(isolation: .repeatableRead, readOnly: true) {
      let size = try size ?? LedgerReader.head(db).position
      guard position >= 1, position <= size else {
        throw LedgerError(.missing, "position \(position) is not among the \(size) events of the tree")
      }
      let row = try db.query(
        "SELECT \(StoredEvent.columns(withData: true)) FROM ledger.event e WHERE e.position = $1", [.int(position)]
      ).first
      guard let row else {
        throw LedgerError(.missing, "event \(position) is not there; run `millrace ledger verify`")
      }
      let prover = MerkleProver(db, size: size)
      return InclusionProof(
        position: position, size: size, root: try prover.frontier(at: size).root,
        path: try prover.inclusionPath(position - 1), stored: try StoredEvent(row))
    }
  }

  /// What `scripts/verify_proof.py` reads: the stored columns, times in microseconds since 1970, hashes in hexadecimal.
  /// - Parameter checkpoint: a signed checkpoint of the tree.
  package func json(checkpoint: SignedNote?) -> JSONValue {
    func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
    let event = stored.event
    return [
      "position": .integer(position), "tree_size": .integer(size), "root": .string(Digest.hex(root.bytes)),
      "path": .array(path.map { .string(Digest.hex($0.bytes)) }), "checkpoint": text(checkpoint?.serialized),
      "event": [
        "recorded_at": .integer(stored.recordedAt.microseconds), "occurred_at": .integer(event.occurredAt.microseconds),
        "loop": .string(event.loop), "type": .string(event.type), "source": .string(event.source),
        "event_id": .string(event.id), "subject": text(event.subject), "key": text(event.key),
        "correlation_id": text(event.correlationID), "causation_id": text(event.causationID),
        "traceparent": text(event.traceparent), "extensions": text(stored.extensions),
        "content_hash": .string(Digest.hex(stored.contentHash.bytes)), "batch": .integer(stored.batch),
        "salt": text(stored.salt.map { Digest.hex($0) }), "data": text(stored.data),
      ],
    ]
  }
}
