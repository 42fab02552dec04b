extension LoopConfigured {
  package func problem(in event: Event, loops check: LoopConfig.Check) -> EventProblem? {
    guard config.name.utf8.elementsEqual(event.loop.utf8) else {
      return EventProblem(
        .config, "config.name: is \"\(config.name.prefix(128))\", but the event belongs to the loop \(event.loop)",
        mend: "send it under the loop's own name")
    }
    let problems = check(config)
    guard problems.isEmpty else { return EventProblem(problems) }
    let own = config.digest
    guard digest != own else { return nil }
    return EventProblem(
      .config,
      digest == nil
        ? "digest: is missing"
        : "digest: is not the SHA-256 of the configuration's normal form",
      mend: "it is \(own), where nothing in the configuration is unknown here")
  }
}
