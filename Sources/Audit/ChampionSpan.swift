import Domain

/// From which interaction on a model answered for a loop.
package struct ChampionSpan: Sendable, Hashable {
  /// nil: the default answer.
  package var modelID: String?
  /// `start`, `promoted` or `rolled_back`.
  package var change: String
  /// On the loop's clock.
  package var since: Timestamp?
  /// Interactions behind this ledger position were answered by it.
  package var position: Int64
  package var reason: String

  package var json: JSONValue {
    [
      "model": modelID.map(JSONValue.string) ?? .null, "change": .string(change),
      "since": since.map { .string($0.text) } ?? .null, "position": .integer(position), "reason": .string(reason),
    ]
  }
}
