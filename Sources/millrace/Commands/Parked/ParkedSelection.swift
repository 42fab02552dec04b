import ArgumentParser
import Domain
import Execution
import Ledger

/// Which parked records a command means.
struct ParkedSelection: ParsableArguments {
  @Argument(help: "Ids.") var ids: [Int64] = []
  @Option(help: "This id, too.") var id: [Int64] = []
  @Option(help: "Only those parked for this reason, such as schema.") var reason: String?
  @Option(help: "Only those of this topic.") var topic: String?
  @Option(help: "Only those parked since: a time (2026-01-31T00:00:00Z), or how long ago (2h).") var since: String?

  /// - Parameters:
  ///   - state: nil: any.
  ///   - all: false where something has to be named; nil where nothing has to.
  func filter(state: String?, all: Bool? = nil) throws -> ParkingFilter {
    let ids = ids + id
    let isNarrow = !ids.isEmpty || reason != nil || topic != nil || since != nil
    if let all, all == isNarrow {
      throw ValidationError(
        all
          ? "--all means every open record; leave it out, or the other filters"
          : "say which: ids, --reason, --topic, --since, or --all")
    }
    return ParkingFilter(
      ids: ids.isEmpty ? nil : ids, state: state, reason: reason, topic: topic, since: try since.map(time))
  }

  private func time(_ text: String) throws -> Timestamp {
    if let span = try? TimeSpan(text: text), span <= LoopConfig.longestSpan {
      return Timestamp(microseconds: WallClock.microseconds) - span
    }
    guard let time = try? Timestamp(text: text) else {
      throw ValidationError("--since \(text) is neither a time like 2026-01-31T00:00:00Z nor a length like 2h")
    }
    return time
  }
}
