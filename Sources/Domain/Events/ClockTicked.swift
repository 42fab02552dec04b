/// A tick of a loop's clock, or of all loops on the recorded clock (`*`).
package struct ClockTicked: EventData {
  package static let type = "millrace.clock.ticked.v1"
  package static let mayConcernAllLoops = true

  package var time: Timestamp

  package init(time: Timestamp) { self.time = time }

  package static let full = ClockTicked(time: Timestamp(microseconds: 1_359_676_800_000_000))
}

extension Event {
  /// A tick of a loop's clock; its id is derived, so that the same tick sent twice is one event.
  package static func tick(loop: String, time: Timestamp, source: String) -> Event {
    Event(
      ClockTicked(time: time), id: Digest.id("tick", ["loop": .string(loop), "time": .string(time.text)]),
      source: source, subject: loop, occurredAt: time, loop: loop, key: loop)
  }
}
