import Domain
import Foundation
import Kafka
import Ledger
import Logging
import Postgres
import ReadModels
import ServiceLifecycle
import Wire

/// Plays recorded, labelled data as live users would: every decision over HTTP, every event through Kafka.
///
/// It drives the loop's clock. At the end of each slot of time it waits until all it published is durable, emits the
/// tick, and goes on when every cursor and checkpoint has passed it and inference serves the slot's generation. So the
/// result does not depend on how fast anything is.
final class Simulator: Sendable {
  let stack: Stack
  let config: LoopConfig
  let data: RecordedData
  let options: SimulationOptions
  let client: Client
  private let barrier: Barrier
  private let progress: Progress

  init(
    _ stack: Stack, config: LoopConfig, data: RecordedData, options: SimulationOptions, port: Int, progress: Progress
  ) {
    self.stack = stack
    self.config = config
    self.data = data
    self.options = options
    self.progress = progress
    client = Client(port: port)
    barrier = Barrier(stack, loop: config.name, client: client)
  }

  func run() async throws -> Playback {
    defer { Task { [client] in await client.close() } }
    let before = try await barrier.lastTick()
    let resumed = before?.time
    var lastTick = before?.eventID
    var sabotage = options.sabotage
    if let resumed, let due = sabotage, due.at < resumed { sabotage = nil }
    try await configure(isSabotaged: sabotage != nil)
    guard let first = data.rows.first, let last = data.rows.last else { return Playback() }
    let step = options.tick.microseconds
    // The whole step at or before the first row.
    let start = first.time.microseconds - (first.time.microseconds % step + step) % step
    var clock = Timestamp(microseconds: start)
    var played = Playback()
    played.answers.reserveCapacity(data.rows.count)
    let byLabel = data.rows.indices.filter { data.rows[$0].label != nil }
      .sorted { (data.rows[$0].labelSent, $0) < (data.rows[$1].labelSent, $1) }
    var (labelled, closed) = (0, 0)
    if let resumed {
      // What an earlier run had played up to a tick stands in the ledger; a slot it was in the middle of is played
      // again, and what it had published already counts once.
      clock = max(clock, resumed)
      played.answers = try await earlierAnswers(before: resumed)
      while labelled < byLabel.count, data.rows[byLabel[labelled]].labelSent < resumed { labelled += 1 }
    }
    let end = Simulator.end(last: last.time, labels: byLabel.map { data.rows[$0].labelSent }, config, options.tick)
    let stretch = TickStretch(step: options.tick, end: end, limit: options.quietTicks)
    while clock <= end, clock < .latest {
      try Task.checkCancellation()
      // The last moment that has a text form has a tick of its own, with all that is left before it.
      let next = min(clock + options.tick, .latest)
      func isBefore(_ moment: Timestamp) -> Bool { moment < next || moment == .latest && next == .latest }
      let start = played.answers.count
      var stop = start
      while stop < data.rows.count, isBefore(data.rows[stop].time) { stop += 1 }
      played.answers += try await decide(start..<stop)
      let from = labelled
      while labelled < byLabel.count, isBefore(data.rows[byLabel[labelled]].labelSent) { labelled += 1 }
      try await label(Array(byLabel[from..<labelled]))
      var published = [
        "/millrace/inference": (start..<stop).map { "interaction-\(config.name)/\(data.rows[$0].id)" },
        "/millrace/inference/feedback": byLabel[from..<labelled].map { "label-" + data.rows[$0].id },
      ]
      if let due = sabotage, due.at < next {
        published["/millrace/simulation"] = [try await request(due, at: next)]
        sabotage = nil
      }
      var ticks = [next]
      if from == labelled, published["/millrace/simulation"] == nil, options.quietTicks > 0 {
        while closed < stop, data.rows[closed].time + config.joinWindow <= clock { closed += 1 }
        var due = try await barrier.due(config, firstTick: next)
        if closed < stop { due.append(data.rows[closed].time + config.joinWindow) }
        let events = [
          stop < data.rows.count ? data.rows[stop].time : nil,
          labelled < byLabel.count ? data.rows[byLabel[labelled]].labelSent : nil, sabotage?.at,
        ]
        ticks = stretch.ticks(after: clock, nextEvent: events.compactMap(\.self).min(), due: due)
      }
      lastTick = try await barrier.pass(ticks: ticks, after: lastTick, published: published)
      clock = ticks.last ?? next
      played.end = clock
      await progress.update(time: clock, played, of: data)
    }
    await progress.end()
    return played
  }

  /// Up to where the clock goes: until the join window of the last row has closed, and that of what came in it.
  ///
  /// A label that becomes known later is not known by the end.
  private static func end(last: Timestamp, labels: [Timestamp], _ config: LoopConfig, _ tick: TimeSpan) -> Timestamp {
    let window = last + config.joinWindow
    let newest = max(labels.last { $0 <= window } ?? last, last)
    // Beyond the last moment that has a text form there are no ticks.
    return min(newest + config.joinWindow + tick, .latest)
  }

  /// - Parameter isSabotaged: the sabotage that was asked for is still to come.
  private func configure(isSabotaged: Bool) async throws {
    let name = config.name
    var config = config
    let current = try await barrier.loop()
    // Labels are spoilt in a sandbox only; one that the loop became for that it stays.
    if let labels = options.sabotage?.labels, labels != .truthful, !config.isSandbox {
      var sandbox = config
      sandbox.sandbox = true
      if isSabotaged || current?.digest == sandbox.digest {
        config = sandbox
        FileHandle.standardError.write(
          Data("\(name) is played as a sandbox (sandbox: true), since labels are to be spoilt on purpose\n".utf8))
      }
    }
    if current?.digest != config.digest || current?.state != .active || current?.problem != nil {
      let event = LoopEvents.configured(config, after: current)
      try await stack.say([event])
      try await stack.waiter.folded(EventIdentity(event))
    }
    for _ in 0..<300 {
      let (status, body) = try await client.get("/v1/loops/\(name)")
      if status == 200, body["config_digest"]?.string == config.digest { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw CommandError("inference does not serve \(name) after 30 s; see the log")
  }
}
