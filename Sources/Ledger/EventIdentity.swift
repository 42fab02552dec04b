import Domain

/// What names an event: the ledger takes each identity once. Equal by bytes, as in the ledger.
package struct EventIdentity: Sendable, Hashable {
  private var key: Key

  package var source: String { key.source.text }
  package var id: String { key.id.text }

  package init(source: String, id: String) { key = Key(source: ByteText(source), id: ByteText(id)) }

  package init(_ event: Event) { self.init(source: event.source, id: event.id) }

  private struct Key: Sendable, Hashable {
    var source: ByteText
    var id: ByteText
  }
}
