import Domain
import Ledger
import Postgres
import ReadModels

/// The end of a slot of time: everything published is durable, the tick is out, and all that follows from it is done.
struct Barrier: Sendable {
  private let stack: Stack
  private let name: String
  private let client: Client
  private let waiter: PositionWaiter

  init(_ stack: Stack, loop: String, client: Client) {
    self.stack = stack
    self.client = client
    name = loop
    waiter = PositionWaiter(pool: stack.pool, wake: stack.wake, pause: .milliseconds(20), limit: .seconds(600))
  }

  /// The loop as the read models know it; nil where they do not know it yet.
  func loop() async throws -> LoopSnapshot? {
    let name = name
    return try await stack.pool.run { db in
      guard try FoldCheckpoint.exists(db) else { return nil }
      return try LoopSnapshot.load(db, loop: name, asOf: .max)
    }
  }

  /// The loop's last tick, once all that follows from it is done; nil where it had none.
  func lastTick() async throws -> (time: Timestamp, eventID: String)? {
    let name = name
    // The read models may still be on their way: the ledger knows whether there is something to wait for.
    let sql = """
      SELECT EXISTS (
        SELECT FROM ledger.event WHERE loop = $1 AND source = '/millrace/simulation'
          AND type = 'millrace.clock.ticked.v1' AND type <> 'millrace.interaction.recorded.v1'
          AND type <> 'millrace.feedback.received.v1')
      """
    guard try await stack.pool.run({ try $0.query(sql, [.text(name)]).first?.bool(0) ?? false }) else { return nil }
    try await quiet()
    return try await stack.pool.run { try Tick.last($0, loop: name) }
  }

  /// Sends ticks, and waits until all that follows from them is done.
  /// - Parameters:
  ///   - times: of the ticks; at none but the last can anything be due.
  ///   - last: the id of the tick before them; each names the one before it, so that the clock may go any distance.
  ///   - published: the ids of what was published since the last tick, by source.
  /// - Returns: the id of the last of them.
  func pass(
    ticks times: [Timestamp], after last: String?, published: [String: [String]]
  ) async throws -> String? {
    try await waiter.recorded(published.flatMap { source, ids in ids.map { EventIdentity(source: source, id: $0) } })
    var ticks: [Event] = []
    for time in times {
      ticks.append(
        Event.tick(loop: name, time: time, follows: ticks.last?.id ?? last, source: "/millrace/simulation"))
    }
    try await stack.publisher.publish(ticks)
    if let last = ticks.last { try await waiter.folded(EventIdentity(last)) }
    try await quiet()
    return ticks.last?.id ?? last
  }

  /// Moments at which something can be due at a tick, whatever comes in until then: a seal, the end of a trial.
  /// - Parameter clock: the first tick, where there was none yet.
  func due(_ config: LoopConfig, firstTick clock: Timestamp) async throws -> [Timestamp] {
    let name = name
    return try await stack.pool.run { db in
      guard try FoldCheckpoint.exists(db) else { return [clock + config.sealing.every] }
      let sealed = try SealedDataset.last(db, loop: name, beforeTick: .max)?.tickTime
      let seal = try sealed ?? Tick.firstTime(db, loop: name) ?? clock
      let promoted = try Champion.load(db, loop: name, decidedBefore: .max).since
      return [seal + config.sealing.every] + (promoted.map { [$0 + config.release.trial] } ?? [])
    }
  }

  /// Waits until the read models and every reactor stand at the ledger's end and inference serves what the slot says.
  func quiet() async throws {
    try await waiter.settled(name, reactors: stack.reactorNames) { standing in
      let served = try await client.get("/v1/loops/\(name)").body["generation"]?.integer
      guard served != standing.generation else { return nil }
      return "inference serves \(served.map { "generation \($0)" } ?? "nothing") where the slot holds "
        + "generation \(standing.generation)"
    }
  }
}
