import Domain
import Postgres
import Wire

/// Brings a database up to date: the migrations, and then, as events, the sets of rules that the program knows.
package struct LedgerSetup: Sendable {
  private let directory: String

  /// - Parameter directory: the folder `migrations`.
  package init(directory: String) { self.directory = directory }

  /// What was done.
  package struct Outcome: Sendable, Hashable {
    package var migrations: [Migration]
    package var adopted: [RuleSet]
  }

  /// Does what is still to be done; once is enough, and several may do it at once.
  /// - Parameter now: the host's clock.
  @discardableResult
  package func apply(_ pool: PostgresPool, now: Timestamp) async throws -> Outcome {
    let migrations = try await Migrator(directory: directory).apply(pool)
    let adopted = try await pool.run { try LedgerSetup.adopt($0, now: now) }
    return Outcome(migrations: migrations, adopted: adopted)
  }

  /// Appends, in a batch without offsets, the adoption of each set that stands nowhere in the ledger yet.
  ///
  /// Whether one stands there is told by its id, under the head's lock, and not by the events: a detached partition
  /// hides no mark.
  package static func adopt(_ db: PostgresSession, now: Timestamp) throws -> [RuleSet] {
    _ = try LedgerPartition.ensure(db, head: try LedgerReader.head(db).position)
    return try RuleSet.allCases.filter { rules in
      let record = IncomingRecord(adoption: .adoption(of: rules, now: now))
      return try LedgerAppender.append(db, records: [record], ranges: [], now: now).appended == 1
    }
  }
}

extension IncomingRecord {
  /// What came through no topic: it is never parked, since nobody else can say it.
  fileprivate convenience init(adoption event: Event) {
    self.init(
      raw: RawRecord(topic: "", key: nil, value: event.data, headers: CloudEventEncoder.headers(of: event)),
      incarnation: 0, partition: 0, offset: 0, recordTime: nil, outcome: .success(event))
  }
}
