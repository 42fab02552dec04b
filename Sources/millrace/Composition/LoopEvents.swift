import Domain
import Execution
import ReadModels

/// What a person says of a loop, as events.
enum LoopEvents {
  static let source = "/millrace/cli"

  /// The id is derived from what it changes, so that saying it twice at once counts once.
  static func configured(_ config: LoopConfig, after current: LoopSnapshot?) -> Event {
    event(LoopConfigured(config: config, digest: config.digest), loop: config.name, after: current)
  }

  static func turned(_ loop: String, to state: LoopState, reason: String?, after current: LoopSnapshot) -> Event {
    switch state {
    case .paused: event(LoopPaused(reason: reason), loop: loop, after: current)
    case .active: event(LoopResumed(reason: reason), loop: loop, after: current)
    }
  }

  private static func event(_ data: some EventData, loop: String, after current: LoopSnapshot?) -> Event {
    let id = Digest.id(
      "loop",
      [
        "loop": .string(loop), "type": .string(type(of: data).type), "data": data.json,
        "after": .integer(current?.position ?? 0),
      ])
    return Event(
      data, id: id, source: source, subject: loop, occurredAt: Timestamp(microseconds: WallClock.microseconds),
      loop: loop, key: loop)
  }
}
