import Logging
import Postgres
import ReadModels

/// What loops wait for, and what was wrong with what they were sent: read at most once a second, and once in ten, however
/// often it is asked for.
actor LoopReports {
  struct Report: Sendable {
    var waits: [LoopWait]
    var notices: [LoopNotice]
  }

  private var report: Report?
  private var read: ContinuousClock.Instant?
  /// When the notices were, which count what is in the read models.
  private var noticed: ContinuousClock.Instant?

  /// - Returns: nil where the read models cannot be asked, since serving goes on without them.
  func all(_ pool: PostgresPool, logger: Logger) async -> Report? {
    if let read, read.duration(to: .now) < .seconds(1) { return report }
    read = .now
    let isNoticed = noticed.map { $0.duration(to: .now) < .seconds(10) } ?? false
    let known = isNoticed ? report?.notices : nil
    do {
      report = try await pool.run { Report(waits: try LoopWait.all($0), notices: try known ?? LoopNotice.all($0)) }
      if known == nil { noticed = .now }
    } catch {
      report = nil
      logger.warning("what loops wait for cannot be read", metadata: ["error": "\(error)"])
    }
    return report
  }
}
