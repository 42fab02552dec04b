import Domain
import Postgres

/// The host's clock held against the database's: a time is recorded only where two clocks agree about it.
///
/// What passed since the last time does not matter: a laptop that slept has a long gap behind it, and is right again.
package struct ClockCheck: Sendable {
  /// The most that the two may differ.
  package static let tolerance = TimeSpan(microseconds: 60_000_000)

  private let clock: @Sendable () -> Timestamp

  /// - Parameter clock: the host's.
  package init(clock: @escaping @Sendable () -> Timestamp) { self.clock = clock }

  /// What the two said at once.
  package struct Reading: Sendable, Hashable {
    package var host: Timestamp
    package var database: Timestamp
    /// By how much the host is ahead, below zero behind; what the question took on its way does not count.
    package var lead: TimeSpan

    package var agrees: Bool { abs(lead.microseconds) <= ClockCheck.tolerance.microseconds }

    /// In words.
    package var difference: String {
      let seconds = (Double(abs(lead.microseconds)) / 100_000).rounded() / 10
      return "the host's clock is \(seconds) s \(lead.microseconds < 0 ? "behind" : "ahead of") the database's"
    }
  }

  package func read(_ db: PostgresSession) throws -> Reading {
    let before = clock()
    guard let row = try db.query("SELECT clock_timestamp()").first else {
      throw LedgerError(.missing, "the database did not tell the time", isRetriable: true)
    }
    let database = Timestamp(microseconds: try row.timestampMicros(0))
    let after = clock()
    // Somewhere between the two the database has answered.
    let nearest = min(max(database, before), max(before, after))
    return Reading(
      host: after, database: database,
      lead: TimeSpan(microseconds: nearest.microseconds - database.microseconds))
  }

  /// The time to record.
  /// - Throws: `LedgerError.clocks` where the two differ by more than the tolerance.
  package func now(_ db: PostgresSession) throws -> Timestamp {
    let reading = try read(db)
    guard reading.agrees else {
      throw LedgerError(
        .clocks,
        "\(reading.difference) (\(reading.host.text) and \(reading.database.text)); set the clock that is wrong, with NTP "
          + "on both hosts",
        isRetriable: true)
    }
    return reading.host
  }
}
