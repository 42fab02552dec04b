import Domain
import Ledger
import Logging
import Postgres
import ReadModels

/// The end of a slot of time: everything published is durable, the tick is out, and all that follows from it is done.
struct Barrier: Sendable {
  private let stack: Stack
  private let name: String
  private let client: Client

  init(_ stack: Stack, loop: String, client: Client) {
    self.stack = stack
    self.client = client
    name = loop
  }

  /// The loop as the read models know it; nil where they do not know it yet.
  func loop() async throws -> LoopSnapshot? {
    let name = name
    return try await stack.pool.run { db in
      guard try FoldCheckpoint.exists(db) else { return nil }
      return try LoopSnapshot.load(db, loop: name, asOf: .max)
    }
  }

  /// The time of the loop's last tick, once all that follows from it is done; nil where it had none.
  func lastTick() async throws -> Timestamp? {
    let name = name
    // The read models may still be on their way: the ledger knows whether there is something to wait for.
    let sql = """
      SELECT EXISTS (
        SELECT FROM ledger.event WHERE source = '/millrace/simulation' AND type = 'millrace.clock.ticked.v1'
          AND type <> 'millrace.interaction.recorded.v1' AND type <> 'millrace.feedback.received.v1')
      """
    guard try await stack.pool.run({ try $0.query(sql).first?.bool(0) ?? false }) else { return nil }
    try await quiet()
    return try await stack.pool.run { try LastTick.time($0, loop: name) }
  }

  /// - Parameter published: the ids of what was published since the last tick, by source.
  func pass(tick time: Timestamp, published: [String: [String]]) async throws {
    try await durable(published)
    let tick = Event.tick(loop: name, time: time, source: "/millrace/simulation")
    try await stack.publisher.publish([tick])
    try await Durability(stack).folded(tick)
    try await quiet()
  }

  /// Waits until the ledger has every one of these events.
  private func durable(_ published: [String: [String]]) async throws {
    try await wait("the ledger does not take what was published; see `millrace status` and `millrace parked list`") {
      try await stack.pool.run { db in
        for (source, ids) in published {
          if try LedgerReader.positions(db, source: source, ids: ids).count != ids.count { return false }
        }
        return true
      }
    }
  }

  /// Waits until every cursor and checkpoint stands at the ledger's end and inference serves what the slot says.
  func quiet() async throws {
    let name = name
    try await wait("the services do not come to rest; see `millrace status`") {
      let generation = try await stack.pool.run { db -> Int64? in
        let row = try db.query(
          """
          SELECT h.position, (SELECT max(position) FROM fold.checkpoint),
            (SELECT min(position) FROM reactor.cursor WHERE loop = $1),
            (SELECT count(*) FROM reactor.cursor WHERE loop = $1),
            coalesce((SELECT generation FROM fold.serving_slot WHERE loop = $1), 0)
          FROM ledger.head h
          """, [.text(name)]
        ).first
        guard let row, try row.int(3) == 3 else { return nil }
        let head = try row.int64(0)
        return try row.int64(1) == head && row.int64(2) == head ? try row.int64(4) : nil
      }
      guard let generation else { return false }
      return try await client.get("/v1/loops/\(name)").body["generation"]?.integer == generation
    }
  }

  private func wait(_ problem: String, _ isDone: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(600)
    while ContinuousClock.now < deadline {
      try Task.checkCancellation()
      let seen = await stack.wake.generation
      if try await isDone() { return }
      await stack.wake.wait(after: seen, atMost: .milliseconds(20))
    }
    throw CommandError(problem)
  }
}
