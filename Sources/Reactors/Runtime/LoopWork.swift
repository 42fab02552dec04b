import Execution
import Ledger
import Logging
import Postgres
import Publishing
import ReadModels

/// One reactor at work on one loop: it decides on the events between its cursor and the read models' checkpoint, in
/// order, and moves its cursor only when all that it emitted for an event is in the ledger.
package struct LoopWork: Sendable {
  private let reactor: any Reactor
  private let loop: String
  private let pool: PostgresPool
  private let outbox: Outbox
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
    outbox = Outbox(pool: pool, publisher: publisher, wake: wake, logger: logger) { fault.pass($0, $1) }
  }

  /// Decides on the next event. One that a fold could not use is passed over.
  /// - Returns: whether there may be more.
  package func advance() async throws -> Bool {
    let (name, types) = (reactor.name, reactor.types.map { $0.type })
    let (next, isPassed) = try await pool.run { [loop] db in
      let checkpoint = try FoldCheckpoint.reached(db)
      let cursor = try ReactorCursor.load(db, reactor: name, loop: loop)
      guard checkpoint > cursor.position, checkpoint >= cursor.settled else { return (nil as LedgerEvent?, false) }
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
    guard let event = next else { return isPassed }
    let context = ReactorContext(
      loop: loop, cause: event, source: "/millrace/\(name)", pool: pool, outbox: outbox, logger: logger)
    try await reactor.react(to: event, context: context)
    try await outbox.settle()
    let cursor = ReactorCursor(position: event.position, settled: await outbox.position)
    try await pool.run { [loop] in try cursor.save($0, reactor: name, loop: loop) }
    return true
  }
}
