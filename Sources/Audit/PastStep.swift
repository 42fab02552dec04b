import Postgres
import ReadModels

/// What the ledger had happen to a loop's champions: a round's verdict, or a tick.
enum PastStep: Sendable {
  case verdict(VerdictRecord)
  case tick(Tick)

  /// Decisions follow each other by what they were decided at, not by what was archived first.
  var decidedAt: Int64 {
    switch self {
    case .verdict(let verdict): verdict.decidedAt
    case .tick(let tick): tick.position
    }
  }

  /// Those at the positions, in order.
  static func all(_ db: PostgresSession, loop: String, decidedAt positions: Range<Int64>) throws -> [PastStep] {
    let verdicts = try VerdictRecord.all(db, loop: loop).map(PastStep.verdict)
    let ticks = try Tick.all(db, loop: loop).map(PastStep.tick)
    return (verdicts + ticks).filter { positions.contains($0.decidedAt) }.sorted { $0.decidedAt < $1.decidedAt }
  }
}
