import Domain

/// A thing in a model's lineage.
package struct LineageNode: Sendable, Hashable {
  package enum Kind: String, Sendable { case dataset, run, model, verdict, promotion }

  package var kind: Kind
  /// Unique in the lineage: the ledger's own id, or for a promotion `loop@generation`.
  package var id: String
  /// A few words for people.
  package var summary: String

  package init(_ kind: Kind, _ id: String, _ summary: String) {
    self.kind = kind
    self.id = id
    self.summary = summary
  }

  package var json: JSONValue {
    ["kind": .string(kind.rawValue), "id": .string(id), "summary": .string(summary)]
  }
}
