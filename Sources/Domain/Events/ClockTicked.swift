/// A tick of a loop's clock, or of all loops on the recorded clock (`*`).
package struct ClockTicked: EventData {
  package static let type = "millrace.clock.ticked.v1"
  package static let mayConcernAllLoops = true

  package var time: Timestamp
  /// Id of the loop's last accepted tick, by a sender that knows it: then the tick may lie at any distance behind that
  /// one. Nil: at most 31 days.
  package var follows: String?

  package init(time: Timestamp, follows: String? = nil) {
    self.time = time
    self.follows = follows
  }

  package static let full = ClockTicked(
    time: Timestamp(microseconds: 1_359_676_800_000_000), follows: "tick-0e4a93c7a1b25c6d0f1e2d3c4b5a6978")
}

extension Event {
  /// A tick of a loop's clock; its id is derived, so that the same tick sent twice is one event.
  /// - Parameter follows: see `ClockTicked`; not part of the id.
  package static func tick(loop: String, time: Timestamp, follows: String? = nil, source: String) -> Event {
    Event(
      ClockTicked(time: time, follows: follows),
      id: Digest.id("tick", ["loop": .string(loop), "time": .string(time.text)]),
      source: source, subject: loop, occurredAt: time, loop: loop, key: loop)
  }
}
