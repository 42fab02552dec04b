import Domain

/// What an event alone decides, once its schema allows it.
enum EventCheck {
  /// - Parameter check: see `CloudEventDecoder.init(contract:loops:)`.
  static func rejection(of event: Event, loops check: LoopConfig.Check) -> Rejection? {
    guard let type = EventCatalog.byType[event.type], !type.isDecidedBySchema else { return nil }
    do {
      return type.problem(reading: try JSONReader.parse(event.data), of: event, loops: check).map { Rejection($0) }
    } catch {
      return event.data.withUnsafeBufferPointer { Rejection(error, in: $0) }
    }
  }
}

extension Rejection {
  /// For what an event alone decides.
  init(_ problem: EventProblem) {
    switch problem.code {
    case .config: self.init(.configInvalid, problem.message, mend: problem.mend)
    case .data: self.init(.dataInvalid, problem.message, mend: problem.mend)
    }
  }
}
