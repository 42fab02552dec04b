import Domain

/// One thing led to another.
package struct LineageEdge: Sendable, Hashable {
  package var from: String
  package var to: String
  package var role: String

  package init(from: String, to: String, role: String) {
    self.from = from
    self.to = to
    self.role = role
  }

  package var json: JSONValue { ["from": .string(from), "to": .string(to), "role": .string(role)] }
}
