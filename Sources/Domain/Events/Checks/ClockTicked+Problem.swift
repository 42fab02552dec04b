extension ClockTicked {
  package func problem(in event: Event, loops check: LoopConfig.Check) -> EventProblem? {
    guard let follows, follows.utf8.elementsEqual(event.id.utf8) else { return nil }
    return .data("/follows", "is the tick itself", "name the loop's tick before it, or leave it out")
  }
}
