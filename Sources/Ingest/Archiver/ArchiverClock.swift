import Domain
import Execution
import Foundation
import Ledger
import Logging
import Postgres

/// Keeps an archiver from writing while its clock and the database's disagree.
struct ArchiverClock: Sendable {
  let check: ClockCheck
  private let pool: PostgresPool
  private let logger: Logger
  /// Its own for as long as the archiver runs.
  private let archiver = "\(ProcessInfo.processInfo.hostName)/\(UUID().uuidString.prefix(8))"

  init(_ clock: @escaping @Sendable () -> Timestamp, pool: PostgresPool, logger: Logger) {
    check = ClockCheck(clock: clock)
    self.pool = pool
    self.logger = logger
  }

  /// Returns once the two agree, or the archiver is told to stop. Before it takes partitions: others may have them
  /// meanwhile.
  /// - Returns: whether they agree.
  func agreed(within interval: Duration, until stop: Flag) async throws -> Bool {
    var isTold = false
    while !stop.isSet {
      try Task.checkCancellation()
      let (check, archiver) = (check, archiver)
      let reading = try await pool.run { db in
        let reading = try check.read(db)
        if reading.agrees {
          try ClockDispute.settle(db, archiver: archiver)
        } else {
          try ClockDispute.note(db, archiver: archiver, lead: reading.lead)
        }
        return reading
      }
      if reading.agrees {
        if isTold { logger.notice("host and database agree about the time again; archiving goes on") }
        return true
      }
      if !isTold {
        logger.error(
          "host and database disagree about the time; nothing is archived here, and the partitions are given up",
          metadata: ["archiver": "\(archiver)", "difference": "\(reading.difference)"])
      }
      isTold = true
      try await Task.sleep(for: interval)
    }
    return false
  }
}
