import Domain
import Ledger
import Logging
import Postgres
import Publishing
import ServiceLifecycle

/// Runs a reactor: for every loop a durable cursor, events in order, each when the read models have reached it.
///
/// The cursor moves only when all that was emitted is in the ledger, so a reactor that dies decides again, and its
/// events, having the same ids, count once.
package struct ReactorService: Service {
  private let reactor: any Reactor
  private let pool: PostgresPool
  private let publisher: EventPublisher
  private let wake: WakeSignal
  private let logger: Logger

  package init(
    _ reactor: any Reactor, pool: PostgresPool, publisher: EventPublisher, wake: WakeSignal, logger: Logger
  ) {
    self.reactor = reactor
    self.pool = pool
    self.publisher = publisher
    self.wake = wake
    var logger = logger
    logger[metadataKey: "reactor"] = "\(reactor.name)"
    self.logger = logger
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { group in
        var known: Set<String> = []
        while !Task.isCancelled {
          let seen = await wake.generation
          do {
            for loop in try await pool.run({ try LoopSnapshot.names($0) }) where known.insert(loop).inserted {
              group.addTask { await follow(loop) }
            }
          } catch is CancellationError {
            return
          } catch {
            logger.debug("loops cannot be read yet", metadata: ["error": "\(error)"])
          }
          await wake.wait(after: seen, atMost: .seconds(1))
        }
      }
    }
  }

  private func follow(_ loop: String) async {
    var logger = logger
    logger[metadataKey: "loop"] = "\(loop)"
    let outbox = Outbox(pool: pool, publisher: publisher, wake: wake, logger: logger)
    while !Task.isCancelled {
      let seen = await wake.generation
      do {
        if try await advance(loop, outbox, logger) { continue }
      } catch is CancellationError {
        return
      } catch {
        logger.error("the reaction failed; it is tried again", metadata: ["error": "\(error)"])
        try? await Task.sleep(for: .seconds(1))
      }
      await wake.wait(after: seen, atMost: .seconds(1))
    }
  }

  /// Decides on what lies between the cursor and the read models' checkpoint.
  /// - Returns: whether there may be more.
  private func advance(_ loop: String, _ outbox: Outbox, _ logger: Logger) async throws -> Bool {
    let (name, types) = (reactor.name, reactor.types)
    let settled = await outbox.position
    let events = try await pool.run { db in
      let checkpoint = try db.query("SELECT max(position) FROM fold.checkpoint").first?.optionalInt64(0) ?? 0
      let cursor = try ReactorCursor.load(db, reactor: name, loop: loop)
      guard checkpoint > cursor, checkpoint >= settled else { return [LedgerEvent]() }
      let events = try LedgerReader.controlEvents(
        db, loop: loop, after: cursor, bound: checkpoint, types: types, limit: 1)
      if events.isEmpty { try ReactorCursor.save(db, reactor: name, loop: loop, position: checkpoint) }
      return events
    }
    guard let event = events.first else { return false }
    let context = ReactorContext(
      loop: loop, cause: event, source: "/millrace/\(name)", pool: pool, outbox: outbox, logger: logger)
    try await reactor.react(to: event, context: context)
    try await outbox.settle()
    try await pool.run { try ReactorCursor.save($0, reactor: name, loop: loop, position: event.position) }
    return true
  }
}
