extension EvaluationStarted {
  package func problem(in event: Event, loops check: LoopConfig.Check) -> EventProblem? {
    EventProblem.digests([("gate_digest", gateDigest)])
  }
}

extension VerdictReached {
  package func problem(in event: Event, loops check: LoopConfig.Check) -> EventProblem? {
    if let problem = EventProblem.digests([("gate_digest", gateDigest)]) ?? EventProblem.test(test) { return problem }
    guard forced, outcome != .promote else { return nil }
    return .data(
      "/forced", "is true, and nothing is promoted", "it is forced where it promotes against the gate")
  }
}

extension VerdictRevised {
  package func problem(in event: Event, loops check: LoopConfig.Check) -> EventProblem? { EventProblem.test(test) }
}

extension DriftDetected {
  package func problem(in event: Event, loops check: LoopConfig.Check) -> EventProblem? {
    guard let from, let to, from > to else { return nil }
    return .data("/from", "is after to", "write the earlier time as from")
  }
}
