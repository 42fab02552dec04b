import Logging
import Postgres
import ReadModels

/// What loops wait for, read at most once a second however often it is asked for.
actor LoopWaits {
  private var waits: [LoopWait]?
  private var read: ContinuousClock.Instant?

  /// - Returns: nil where the read models cannot be asked, since serving goes on without them.
  func all(_ pool: PostgresPool, logger: Logger) async -> [LoopWait]? {
    if let read, read.duration(to: .now) < .seconds(1) { return waits }
    read = .now
    do {
      waits = try await pool.run { try LoopWait.all($0) }
    } catch {
      waits = nil
      logger.warning("what loops wait for cannot be read", metadata: ["error": "\(error)"])
    }
    return waits
  }
}
