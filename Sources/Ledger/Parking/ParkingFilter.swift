import Domain
import Postgres

/// Which parked records are meant; what is nil does not matter.
package struct ParkingFilter: Sendable, Hashable {
  package var ids: [Int64]?
  /// `open`, `retried`, `discarded` or `superseded`.
  package var state: String?
  package var reason: String?
  package var topic: String?
  /// Parked at this time or later.
  package var since: Timestamp?
  /// Only records behind this one, for reading on.
  package var after: Int64?

  package init(
    ids: [Int64]? = nil, state: String? = "open", reason: String? = nil, topic: String? = nil,
    since: Timestamp? = nil, after: Int64? = nil
  ) {
    self.ids = ids
    self.state = state
    self.reason = reason
    self.topic = topic
    self.since = since
    self.after = after
  }

  var condition: (sql: String, values: [PostgresValue]) {
    var terms = ["true"]
    var values: [PostgresValue] = []
    func add(_ term: String, _ value: PostgresValue?) {
      guard let value else { return }
      values.append(value)
      terms.append(term.replacing("?", with: "$\(values.count)"))
    }
    add("parked_id = ANY (?)", ids.map { .intArray($0) })
    add("state = ?", state.map { .text($0) })
    add("reason = ?", reason.map { .text($0) })
    add("topic = ?", topic.map { .text($0) })
    add("parked_at >= ?", since.map { .timestamp($0.microseconds) })
    add("parked_id > ?", after.map { .int($0) })
    return (terms.joined(separator: " AND "), values)
  }
}
