extension Event {
  /// A tick of a loop's clock; its id is derived, so that the same tick sent twice is one event.
  package static func tick(loop: String, time: Timestamp, source: String) -> Event {
    Event(
      id: Digest.id("tick", ["loop": .string(loop), "time": .string(time.text)]), source: source,
      type: EventType.clockTicked, subject: loop, occurredAt: time, loop: loop, key: loop,
      data: Array(JSONValue.object(["time": .string(time.text)]).canonicalText.utf8))
  }
}
