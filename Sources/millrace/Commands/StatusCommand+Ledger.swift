import Domain
import Ledger
import Postgres

/// What is wrong with the ledger's time, and with what Kafka gave it.
extension StatusCommand {
  /// In words; the head may be read by every login, the disputes by most.
  static func clocks(_ db: PostgresSession) throws -> [String] {
    func seconds(_ span: TimeSpan) -> String { "\(abs(span.microseconds) / 1_000_000) s" }
    var lines: [String] = []
    if try db.canRead("ledger", "clock_dispute") {
      lines = try ClockDispute.all(db).map { dispute in
        "the archiver \(dispute.archiver) writes nothing since \(dispute.since.text): its clock is "
          + "\(seconds(dispute.lead)) \(dispute.lead < .zero ? "behind" : "ahead of") the database's; set the one that is wrong"
      }
    }
    let lead = try ClockDispute.headLead(db)
    if lead > ClockCheck.tolerance {
      lines.append(
        "the ledger's time is ahead of the clock by \(seconds(lead)): recorded times stand still until the clock has "
          + "caught up; events are taken all the same")
    }
    return lines
  }

  /// By topic; nothing where this login may not know.
  static func gaps(_ db: PostgresSession) throws -> [JSONValue] {
    guard try db.canRead("ledger", "ingest_gap"), try db.canRead("ledger", "incarnation") else { return [] }
    return try IngestGap.all(db).map {
      ["topic": .string($0.topic), "holes": .integer($0.holes), "offsets": .integer($0.offsets)]
    }
  }

  static func text(gap: JSONValue) -> String {
    let (holes, offsets) = (gap["holes"]?.integer ?? 0, gap["offsets"]?.integer ?? 0)
    return
      "of the topic \(gap["topic"]?.string ?? "") \(offsets) \(offsets == 1 ? "offset was" : "offsets were") gone before "
      + "the archiver read \(offsets == 1 ? "it" : "them") (\(holes) \(holes == 1 ? "hole" : "holes") in ledger.ingest_gap): what "
      + "was there is not in the ledger; let retention.ms be longer than the archiver is ever away"
  }
}
