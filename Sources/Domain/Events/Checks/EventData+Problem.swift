extension EventData {
  /// Most of what the schema allows can be used; types that know better say so.
  package func problem(in event: Event, loops check: LoopConfig.Check) -> EventProblem? { nil }

  package static var isDecidedBySchema: Bool { false }

  /// What is wrong with an event of this type, by what it says alone.
  ///
  /// What takes other events to know is decided where it is folded.
  /// - Parameters:
  ///   - json: the event's data, which its schema allows.
  ///   - check: finds what only others can know to be wrong with a loop, such as its learner's settings.
  package static func problem(
    reading json: JSONValue, of event: Event, loops check: LoopConfig.Check
  ) -> EventProblem? {
    do {
      return try json.decoded(as: Self.self).problem(in: event, loops: check)
    } catch let invalid as LoopConfig.Invalid {
      return EventProblem(invalid.problems)
    } catch {
      return EventProblem(.data, "\(error)", mend: "see the type's schema")
    }
  }
}

extension EventProblem {
  /// Most problems of a configuration that are named, and most characters of each.
  private static let (most, longest) = (10, 300)

  /// All that is wrong with a loop's configuration, within bounds.
  init(_ problems: [LoopConfig.Problem]) {
    var lines = problems.prefix(EventProblem.most).map { problem in
      let line = "config.\(problem.path.joined(separator: ".")): \(problem.message); \(problem.mend)"
      return line.count > EventProblem.longest ? line.prefix(EventProblem.longest) + "…" : line
    }
    if problems.count > EventProblem.most { lines.append("and \(problems.count - EventProblem.most) more") }
    self.init(.config, lines.joined(separator: " | "), mend: "mend the configuration and send it under a new id")
  }
}
