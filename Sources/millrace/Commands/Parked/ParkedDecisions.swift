import Domain
import Execution
import Ledger
import ReadModels

/// States decisions about parked records as events, and tells what became of them once the ledger has them.
struct ParkedDecisions {
  private static let step = 500
  private let settings: Settings

  init(_ settings: Settings) { self.settings = settings }

  /// A kill between any two steps leaves some decided and the rest open; the same command goes on from there.
  func make(_ kind: ParkingDecision.Kind, _ filter: ParkingFilter, because: String?, dryRun: Bool) async throws {
    let stack = try Stack(settings, try Backends.attach(settings), logger: settings.logger(default: .warning))
    do {
      try await make(kind, filter, because: because, dryRun: dryRun, stack)
    } catch {
      await stack.close()
      throw error
    }
    await stack.close()
  }

  private func make(
    _ kind: ParkingDecision.Kind, _ filter: ParkingFilter, because: String?, dryRun: Bool, _ stack: Stack
  ) async throws {
    let verb = kind == .retry ? "retried" : "discarded"
    var counts: [String: Int] = [:]
    var (filter, seen) = (filter, 0)
    while true {
      let records = try await stack.pool.run { [filter] in
        try Parking.list($0, filter, limit: ParkedDecisions.step)
      }
      guard let last = records.last else { break }
      filter.after = last.id
      seen += records.count
      if dryRun {
        print(ParkedCommand.table(records))
        continue
      }
      let events = records.map {
        ParkingDecision.event(
          kind, $0, reason: because, source: LoopEvents.source, now: Timestamp(microseconds: WallClock.microseconds))
      }
      try await stack.say(events)
      try await stack.waiter.recorded(events.map { EventIdentity($0) })
      let after = try await stack.pool.run { db in
        try Parking.list(db, ParkingFilter(ids: records.map(\.id), state: nil), limit: records.count)
      }
      print(ParkedDecisions.outcome(after))
      for record in after { counts[record.state, default: 0] += 1 }
    }
    if let ids = filter.ids, seen < Set(ids).count {
      throw CommandError(
        "of \(Set(ids).count) records \(seen) are open; `millrace parked list --state all` shows the others")
    }
    if dryRun { return print("\(Counted.text(seen, "record")) would be \(verb)") }
    if seen == 0 { return print("no open record passes the filter") }
    print(counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
  }

  private static func outcome(_ records: [ParkedRecord]) -> TextTable {
    TextTable(
      ["id", "state", "position", "attempts", "what"],
      records.map { record in
        [
          String(record.id), record.state, record.eventPosition.map(String.init) ?? "-", String(record.attempts),
          record.state == "open" ? "\(record.reason): \(record.message)" : record.note ?? "",
        ]
      })
  }
}
