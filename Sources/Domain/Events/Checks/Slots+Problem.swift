extension ModelPromoted {
  package func problem(in event: Event, loops check: LoopConfig.Check) -> EventProblem? {
    EventProblem.change(of: slot, generation, replacing: replacesGeneration, in: event)
  }
}

extension ModelRolledBack {
  package func problem(in event: Event, loops check: LoopConfig.Check) -> EventProblem? {
    if let problem = EventProblem.change(of: slot, generation, replacing: replacesGeneration, in: event) {
      return problem
    }
    guard fromGeneration != replacesGeneration else { return nil }
    return .data(
      "/from_generation", "is \(fromGeneration), and generation \(replacesGeneration) is replaced",
      "a rollback leaves the generation that it replaces")
  }
}

extension CanaryStarted {
  package func problem(in event: Event, loops check: LoopConfig.Check) -> EventProblem? {
    EventProblem.slot(slot, in: event)
  }
}
