/// What several types ask of their members.
extension EventProblem {
  /// SHA-256 digests have to be 64 lower-case hexadecimal digits.
  static func digests(_ members: [(name: String, text: String)]) -> EventProblem? {
    for (name, text) in members where !Digest.isHex(text) {
      return .data("/" + name, "is no SHA-256", "write 64 lower-case hexadecimal digits")
    }
    return nil
  }

  /// A serving slot is named as its loop, and each change makes the generation behind the one that it replaces.
  static func change(of slot: String, _ generation: Int64, replacing replaced: Int64, in event: Event) -> EventProblem?
  {
    if let problem = self.slot(slot, in: event) { return problem }
    guard replaced < .max, generation == replaced + 1 else {
      return .data(
        "/generation", "is \(generation), and replaces \(replaced)", "write the generation behind the replaced one")
    }
    return nil
  }

  static func slot(_ slot: String, in event: Event) -> EventProblem? {
    guard !slot.utf8.elementsEqual(event.loop.utf8) else { return nil }
    return .data(
      "/slot", "is \"\(slot.prefix(128))\", but the event belongs to the loop \(event.loop)",
      "name the loop: a slot is its loop's")
  }

  /// What is about the ledger itself belongs to no loop.
  static func ofNoLoop(_ event: Event) -> EventProblem? {
    guard event.loop != "*" else { return nil }
    return EventProblem(
      .data, "ce_loop: is \"\(event.loop.prefix(128))\", and the event is about the ledger", mend: "write *")
  }

  /// A trial is one of its dataset's.
  static func trial(_ index: Int, of trials: Int) -> EventProblem? {
    guard index >= trials else { return nil }
    return .data("/trial_index", "is \(index) of \(trials) trials", "count them from 0")
  }

  /// The interval of a test begins at its lower end.
  static func test(_ test: TestResult?) -> EventProblem? {
    guard let test, test.interval.count == 2, let low = test.interval[0], let high = test.interval[1], low > high else {
      return nil
    }
    return .data("/test/interval", "begins at its higher end", "write low and high")
  }
}
