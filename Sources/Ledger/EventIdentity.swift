import Domain

/// What names an event: the ledger takes each identity once.
package struct EventIdentity: Sendable, Hashable {
  package var source: String
  package var id: String

  package init(source: String, id: String) {
    self.source = source
    self.id = id
  }

  package init(_ event: Event) { self.init(source: event.source, id: event.id) }
}
