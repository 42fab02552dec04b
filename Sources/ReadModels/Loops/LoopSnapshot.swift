import Domain
import Postgres

/// A loop as it was at a ledger position.
package struct LoopSnapshot: Sendable {
  package var config: LoopConfig
  package var digest: String
  package var state: LoopState
  /// Where the configuration was stated.
  package var configPosition: Int64
  /// Where it last changed in any way.
  package var position: Int64
  /// Why a later configuration is passed over; nil where there is none that cannot be read.
  package var problem: String?

  /// - Returns: nil where the loop was not configured by then, or by nothing that can be read. A configuration that cannot
  ///   be read is passed over: the last one that can be holds.
  package static func load(_ db: PostgresSession, loop: String, asOf position: Int64) throws -> LoopSnapshot? {
    guard let last = try StatedConfig.last(db, loop: loop, asOf: position) else { return nil }
    var stated = last
    var problem: String?
    while true {
      switch stated.reading {
      case .success(let config):
        return LoopSnapshot(
          config: config, digest: stated.digest, state: last.state, configPosition: stated.configPosition,
          position: last.position, problem: problem)
      case .failure(let reason): problem = problem ?? reason.text
      }
      guard let earlier = try StatedConfig.last(db, loop: loop, asOf: stated.configPosition - 1) else { return nil }
      stated = earlier
    }
  }

  /// Why the loop's last configuration is passed over; nil where it can be read, or there is none.
  package static func problem(_ db: PostgresSession, loop: String, asOf position: Int64 = .max) throws -> String? {
    guard let last = try StatedConfig.last(db, loop: loop, asOf: position), case .failure(let reason) = last.reading
    else { return nil }
    return reason.text
  }

  /// Every loop's name that the live projections know.
  package static func names(_ db: PostgresSession) throws -> [String] {
    try db.query("SELECT DISTINCT loop FROM fold.loop_version ORDER BY loop").map { try $0.text("loop") }
  }
}
