import Domain

/// What an event says, hashed: SHA-256 over source, id, type, subject and data, each behind its length.
///
/// Two events with one source and id are the same event if these agree, and a conflict if not.
package enum ContentHash {
  package static func plain(of event: Event) -> Hash {
    var input = HashInput(capacity: event.data.count + 256)
    input.append(event.source)
    input.append(event.id)
    input.append(event.type)
    input.append(event.subject)
    input.append(event.data)
    return Hash(of: input.bytes)
  }

  /// What the ledger stores and chains: with the event's salt, so that without it nothing can be guessed back.
  package static func salted(_ plain: Hash, salt: [UInt8]) -> Hash { Hash(of: salt + plain.bytes) }
}
