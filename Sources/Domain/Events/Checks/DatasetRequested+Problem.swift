extension DatasetRequested {
  package func problem(in event: Event, loops check: LoopConfig.Check) -> EventProblem? {
    guard force == true else { return nil }
    for (name, text) in [("reason", reason), ("by", by ?? "")] where text.allSatisfy(\.isWhitespace) {
      return .data(
        "/" + name, "is missing or empty, and the request is to promote whatever the gate says",
        "say why it is forced, and who forces it")
    }
    return nil
  }
}
