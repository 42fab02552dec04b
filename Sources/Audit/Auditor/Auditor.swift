import Domain
import Execution
import Ledger
import Logging
import Postgres
import Projections
import Publishing
import ReadModels
import ServiceLifecycle

/// Verifies the live read models against a replay of the ledger, at an interval, and says what it found as an event.
///
/// When the last verification was is read from the read models themselves, so restarts neither skip nor repeat one.
package struct Auditor: Service {
  private let interval: TimeSpan
  private let verifier: ProjectionVerifier
  private let pool: PostgresPool
  private let outbox: Outbox
  private let waiter: PositionWaiter
  private let windowSize: Int64
  private let logger: Logger

  /// - Parameters:
  ///   - interval: from one verification to the next.
  ///   - windowSize: most ledger positions in one transaction.
  package init(
    interval: TimeSpan, group: ProjectionGroup, pool: PostgresPool, publisher: EventPublisher, wake: WakeSignal,
    windowSize: Int64 = 20_000, logger: Logger
  ) {
    self.interval = interval
    self.pool = pool
    self.windowSize = windowSize
    self.logger = logger
    verifier = ProjectionVerifier(group: group)
    outbox = Outbox(pool: pool, publisher: publisher, wake: wake, logger: logger)
    waiter = PositionWaiter(pool: pool, wake: wake)
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          let pause = try await pause()
          if pause > .zero {
            try await Task.sleep(for: min(pause, .seconds(60)))
          } else {
            try await verify()
          }
        } catch is CancellationError {
          return
        } catch {
          logger.warning("the read models were not verified; it is tried again", metadata: ["error": "\(error)"])
          try? await Task.sleep(for: .seconds(10))
        }
      }
    }
  }

  /// How long until the next verification is due; a second while there is nothing to verify.
  private func pause() async throws -> Duration {
    let interval = interval
    return try await pool.run { db in
      guard try LastVerification.isFolded(db),
        // Not the ledger's head: before the projector has folded anything, there is nothing to compare.
        try FoldCheckpoint.position(db) ?? 0 > 0
      else { return .seconds(1) }
      return try LastVerification.age(db).map { .microseconds(interval.microseconds - $0) } ?? .zero
    }
  }

  private func verify() async throws {
    let (verifier, windowSize) = (verifier, windowSize)
    let (result, event) = try await pool.run { db in
      let result = try verifier.verify(db, limit: windowSize)
      return (result, try Auditor.event(db, result))
    }
    for difference in result.differences {
      logger.error(
        "a read model is not what the ledger gives",
        metadata: [
          "table": "\(difference.table)", "row": "\(difference.row)", "kind": "\(difference.kind)",
          "columns": "\(difference.columns)",
        ])
    }
    logger.notice(
      "the read models were verified",
      metadata: ["position": "\(result.position)", "matches": "\(result.matches)"])
    try await outbox.send(event)
    try await outbox.settle()
    // The next pause is read from the read models.
    do {
      try await waiter.folded(EventIdentity(event))
    } catch let error as WaitError {
      logger.warning("the verification is not in the read models yet", metadata: ["error": "\(error)"])
    }
  }

  /// The event of a verification, at the time its position was recorded.
  package static func event(_ db: PostgresSession, _ verification: Verification) throws -> Event {
    let sql = "SELECT recorded_at FROM ledger.event WHERE position = $1"
    let time = try db.query(sql, [.int(verification.position)]).first?.timestampMicros(0) ?? 0
    return Event.verified(verification, occurredAt: Timestamp(microseconds: time))
  }
}
