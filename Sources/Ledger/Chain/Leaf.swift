import Domain

/// One row of `ledger.event` as the chain sees it: every stored column, the data by its salted content hash.
package struct Leaf {
  /// RFC 6962 leaf hash: SHA-256 over 0x00 and the columns in table order.
  package static func hash(
    position: Int64, recordedAt: Timestamp, event: Event, extensions: String?, contentHash: Hash, batch: Int64
  ) -> Hash {
    var input = HashInput(capacity: 512)
    input.bytes.append(0)
    input.append(position)
    input.append(recordedAt.microseconds)
    input.append(event.occurredAt.microseconds)
    input.append(event.loop)
    input.append(event.type)
    input.append(event.source)
    input.append(event.id)
    input.append(event.subject)
    input.append(event.key)
    input.append(event.correlationID)
    input.append(event.causationID)
    input.append(event.traceparent)
    input.append(extensions)
    input.append(contentHash.bytes)
    input.append(batch)
    return Hash(of: input.bytes)
  }

  /// Extension attributes as the ledger stores them: canonical JSON, nothing where there are none.
  package static func extensionsText(_ extensions: [String: String]) -> String? {
    if extensions.isEmpty { return nil }
    return JSONValue(words: extensions.mapValues(JSONValue.string)).canonicalText
  }
}
