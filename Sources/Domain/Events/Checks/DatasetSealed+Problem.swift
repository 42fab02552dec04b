extension DatasetSealed {
  package func problem(in event: Event, loops check: LoopConfig.Check) -> EventProblem? {
    if let problem = EventProblem.digests([("content_hash", contentHash), ("config_digest", configDigest)]) {
      return problem
    }
    guard cut.from <= cut.validationFrom, cut.validationFrom <= cut.holdoutFrom, cut.holdoutFrom <= cut.to else {
      return .data("/cut", "is out of order", "write from, validation_from, holdout_from and to in this order of time")
    }
    return nil
  }
}
