import Domain
import Execution
import Ledger
import Logging
import Postgres
import Publishing
import ReadModels

/// One reactor at work on one loop: it decides on the events between its cursor and the read models' checkpoint, in
/// order, and moves its cursor only when all that it emitted for an event is in the ledger.
///
/// A failure that may pass is tried again, visibly; any other ends the round that it happened in, by one event that says
/// why, and the loop goes on with the next event.
package struct LoopWork: Sendable {
  private let reactor: any Reactor
  private let loop: String
  private let pool: PostgresPool
  private let outbox: Outbox
  private let attempts: Attempts
  private let standing = StandingWait()
  private let logger: Logger

  /// - Parameters:
  ///   - publisher: takes what is emitted; the ledger has to get it from there.
  ///   - wake: fires when the ledger has moved.
  package init(
    _ reactor: any Reactor, loop: String, pool: PostgresPool, publisher: any EventSink, wake: WakeSignal,
    fault: FaultPoint = FaultPoint(), logger: Logger
  ) {
    self.reactor = reactor
    self.loop = loop
    self.pool = pool
    self.logger = logger
    let attempts = Attempts(reactor: reactor.name, loop: loop, pool: pool, logger: logger)
    self.attempts = attempts
    outbox = Outbox(
      pool: pool, publisher: publisher, wake: wake, logger: logger, onPassing: { fault.pass($0, $1) },
      onDelay: { await attempts.note($0) })
  }

  /// Decides on the next event. One that a fold could not use is passed over.
  /// - Returns: whether there may be more.
  /// - Throws: what is to be tried again, by another call.
  package func advance() async throws -> Bool {
    let event: LedgerEvent?
    let isPassed: Bool
    do {
      await attempts.begin(at: 0)
      (event, isPassed) = try await next()
    } catch let error where !(error is CancellationError) {
      // There is no round that could end by it.
      await attempts.note("\(error)")
      throw error
    }
    guard let event else {
      try await attempts.end()
      return isPassed
    }
    await attempts.begin(at: event.position)
    let context = ReactorContext(
      loop: loop, cause: event, reactor: reactor.name, stage: reactor.stage(of: event), pool: pool, outbox: outbox,
      logger: logger)
    do {
      if !reactor.mayWait, event.type == RoundWaiting.type {
        try await context.wait(for: nil)
        standing.end()
      } else {
        try await reactor.react(to: event, context: context)
      }
      try await outbox.settle()
    } catch let error where !(error is CancellationError) && !Task.isCancelled {
      // What was said before it counts: the ledger has it, or it is said again with the event.
      guard let failure = await attempts.failure(error) else { throw error }
      try await fail(failure, context)
    }
    let cursor = ReactorCursor(position: event.position, settled: await outbox.position)
    try await pool.run { [loop, name = reactor.name] in try cursor.save($0, reactor: name, loop: loop) }
    try await attempts.end()
    return true
  }

  /// The next event to decide on; without one, the cursor moves to where the read models stand, and past one that a fold
  /// could not use.
  private func next() async throws -> (event: LedgerEvent?, isPassed: Bool) {
    let (name, mayWait) = (reactor.name, reactor.mayWait)
    let types = reactor.types.map { $0.type } + (mayWait ? [] : [RoundWaiting.type])
    return try await pool.run { [loop, standing] db in
      let checkpoint = try FoldCheckpoint.reached(db)
      let cursor = try ReactorCursor.load(db, reactor: name, loop: loop)
      guard checkpoint > cursor.position, checkpoint >= cursor.settled else { return (nil as LedgerEvent?, false) }
      if !mayWait,
        let event = try standing.event(db, loop: loop, reactor: name, cursor: cursor.position)
      {
        return (event, false)
      }
      let event = try LedgerReader.controlEvents(
        db, loop: loop, after: cursor.position, bound: checkpoint, types: types, limit: 1
      ).first
      let isUnusable = try event.map { try FoldErrors.positions(db, in: $0.position...$0.position) }?.isEmpty == false
      if event == nil || isUnusable {
        try ReactorCursor(position: event?.position ?? checkpoint, settled: cursor.settled)
          .save(db, reactor: name, loop: loop)
      }
      return (isUnusable ? nil : event, isUnusable)
    }
  }

  private func fail(_ failure: RoundFailure, _ context: ReactorContext) async throws {
    logger.error(
      "a round failed",
      metadata: [
        "dataset": "\(context.datasetID ?? "none")", "stage": "\(context.stage.rawValue)",
        "code": "\(failure.code.rawValue)", "reason": "\(failure.sentence)",
      ])
    await outbox.forget()
    do {
      try await context.fail(failure)
      try await outbox.settle()
    } catch let error as RefusedEventError {
      // An archiver that does not know the type yet: the log is all that is left.
      logger.error("that a round failed was not taken by the ledger", metadata: ["error": "\(error)"])
    }
  }
}
