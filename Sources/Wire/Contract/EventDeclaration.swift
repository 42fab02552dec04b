/// An event type: the one topic that carries it, if any, and the compiled schema of its data.
package struct EventDeclaration: Sendable {
  package var type: String
  /// Nil: the ledger alone writes it.
  package var topic: String?
  package var schema: JSONSchema

  package init(type: String, topic: String?, schema: JSONSchema) {
    self.type = type
    self.topic = topic
    self.schema = schema
  }
}
