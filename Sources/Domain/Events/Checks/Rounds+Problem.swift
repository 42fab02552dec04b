extension RoundWaiting {
  package func problem(in event: Event, loops check: LoopConfig.Check) -> EventProblem? {
    guard ReactorName(rawValue: reactor) == nil else { return nil }
    let names = ReactorName.allCases.map(\.rawValue).joined(separator: ", ")
    return .data("/reactor", "is \"\(reactor.prefix(64))\", which decides for no loop", "write one of \(names)")
  }
}
