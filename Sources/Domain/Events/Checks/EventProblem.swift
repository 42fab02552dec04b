/// Why an event that its schema allows cannot be used, by what it says alone: where, what, and how to mend it.
package struct EventProblem: Sendable, Hashable {
  package enum Code: String, Sendable, Hashable {
    /// A loop's configuration that cannot be used.
    case config
    /// Members that contradict each other, or the event's attributes.
    case data
  }

  package var code: Code
  /// What is wrong, the member first.
  package var message: String
  package var mend: String

  package init(_ code: Code, _ message: String, mend: String) {
    self.code = code
    self.message = message
    self.mend = mend
  }

  /// - Parameter member: as a JSON pointer.
  static func data(_ member: String, _ problem: String, _ mend: String) -> EventProblem {
    EventProblem(.data, "\(member): \(problem)", mend: mend)
  }
}
