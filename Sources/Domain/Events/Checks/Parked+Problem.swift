/// Decisions about parked records are about the ledger, and belong to no loop.
extension ParkedRetried {
  package func problem(in event: Event, loops check: LoopConfig.Check) -> EventProblem? { .ofNoLoop(event) }
}

extension ParkedDiscarded {
  package func problem(in event: Event, loops check: LoopConfig.Check) -> EventProblem? { .ofNoLoop(event) }
}
