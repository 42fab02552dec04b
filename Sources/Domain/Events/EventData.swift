/// What one event type says: the stored properties of its struct are the only list of the data's members.
///
/// A property `runID` is the member `run_id`. An optional property is left out where it is nil, one marked
/// `@WrittenAsNull` is written as `null`. JSON both ways follows from the synthesised `Codable` (`Coding/`); the schema
/// in `streams/schemas`, and the view that folds read, are held against it by one test over `EventCatalog.all`.
package protocol EventData: Codable, Sendable, Hashable {
  /// The type on the wire with its version, such as `millrace.run.started.v1`; it never changes.
  static var type: String { get }
  /// Whether such an event may belong to no loop of its own: its loop is then `*`.
  static var mayConcernAllLoops: Bool { get }
  /// A value in which no member is missing: the type's sample.
  static var full: Self { get }
  /// Whether the schema says all that an event of this type alone decides: such are many, and not read one by one.
  static var isDecidedBySchema: Bool { get }
  /// What is wrong with it as the data of an event, by what that says alone; nil where it can be used.
  /// - Parameter check: see `problem(reading:of:loops:)`.
  func problem(in event: Event, loops check: LoopConfig.Check) -> EventProblem?
}

extension EventData {
  package static var mayConcernAllLoops: Bool { false }

  /// The data as it is written: canonical text, which ids and content hashes are taken over.
  package var json: JSONValue { JSONValue(encoding: self) }

  /// The members that the type has, learned from its initialiser.
  package static var members: [String: Member] {
    get throws { try MemberRecorder.members(of: Self.self) }
  }
}
