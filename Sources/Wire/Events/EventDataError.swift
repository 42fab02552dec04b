/// Data of an event that its type does not allow; reading it again cannot help.
package struct EventDataError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The event type it should be of.
  package var type: String
  /// What is wrong, and where.
  package var problem: String

  package init(type: String, problem: String) {
    self.type = type
    self.problem = problem
  }

  package var description: String { "this is no \(type): \(problem); see streams/schemas/\(type).json" }
}
