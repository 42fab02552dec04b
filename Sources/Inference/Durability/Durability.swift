/// What the ledger has said of one event while a request waited for it.
enum Durability: Sendable, Hashable {
  /// It has the event, at this position.
  case durable(Int64)
  /// It has another content under the event's id, at this position.
  case conflict(Int64)
  /// It does not have the event yet.
  case pending

  var position: Int64? {
    if case .durable(let position) = self { position } else { nil }
  }
}
