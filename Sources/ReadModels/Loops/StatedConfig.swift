import Domain
import Postgres
import Wire

/// A configuration as a loop's row of the read models has it, whether or not it can be read.
struct StatedConfig {
  /// Why one cannot be read.
  struct Unreadable: Error {
    var text: String
  }

  var text: String
  var digest: String
  var state: LoopState
  var configPosition: Int64
  var position: Int64

  /// The loop's last one at or below a position.
  static func last(_ db: PostgresSession, loop: String, asOf position: Int64) throws -> StatedConfig? {
    try db.query(
      """
      SELECT config::text AS config, config_digest, state, config_position, position FROM fold.loop_version
      WHERE loop = $1 AND position <= $2 ORDER BY position DESC LIMIT 1
      """, [.text(loop), .int(position)]
    ).first.map { row in
      StatedConfig(
        text: try row.text("config"), digest: try row.text("config_digest"),
        state: LoopState(rawValue: try row.text("state")) ?? .active,
        configPosition: try row.int64("config_position"), position: try row.int64("position"))
    }
  }

  var reading: Result<LoopConfig, Unreadable> {
    do {
      return .success(try LoopConfig(json: try JSONReader.parse(Array(text.utf8))))
    } catch {
      return .failure(
        Unreadable(
          text: "the configuration at position \(configPosition) cannot be read, and is passed over: \(error); "
            + "apply the loop's file again"))
    }
  }
}
