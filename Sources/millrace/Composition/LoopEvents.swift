import Domain
import Execution
import ReadModels

/// What a person says of a loop, as events.
enum LoopEvents {
  static let source = "/millrace/cli"

  /// The id is derived from what it changes, so that saying it twice at once counts once.
  static func configured(_ config: LoopConfig, after current: LoopSnapshot?) -> Event {
    event(
      EventType.loopConfigured, loop: config.name, after: current,
      data: ["config": config.json, "digest": .string(config.digest)])
  }

  static func turned(_ loop: String, to state: LoopState, reason: String?, after current: LoopSnapshot) -> Event {
    event(
      state == .paused ? EventType.loopPaused : EventType.loopResumed, loop: loop, after: current,
      data: .object(reason.map { ["reason": .string($0)] } ?? [:]))
  }

  private static func event(_ type: String, loop: String, after current: LoopSnapshot?, data: JSONValue) -> Event {
    Event(
      id: Digest.id(
        "loop",
        [
          "loop": .string(loop), "type": .string(type), "data": data,
          "after": .integer(current?.position ?? 0),
        ]), source: source, type: type, subject: loop, occurredAt: Timestamp(microseconds: WallClock.microseconds),
      loop: loop, key: loop,
      data: Array(data.canonicalText.utf8))
  }
}
