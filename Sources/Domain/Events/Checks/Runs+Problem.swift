extension RunStarted {
  package func problem(in event: Event, loops check: LoopConfig.Check) -> EventProblem? {
    if let problem = EventProblem.trial(trialIndex, of: trials) { return problem }
    guard let parent, parent.utf8.elementsEqual(modelID.utf8) else { return nil }
    return .data("/parent", "is the model itself", "name the model it starts from, or null")
  }
}

extension RunCompleted {
  package func problem(in event: Event, loops check: LoopConfig.Check) -> EventProblem? {
    EventProblem.trial(trialIndex, of: trials) ?? EventProblem.digests([("artifact", artifact)])
  }
}

extension RunFailed {
  package func problem(in event: Event, loops check: LoopConfig.Check) -> EventProblem? {
    EventProblem.trial(trialIndex, of: trials)
  }
}
