import Domain
import Foundation
import Ledger
import Postgres
import Synchronization
import TestSupport

/// A Postgres of a case's own, which it may stop, kill and start again.
final class OwnCluster: Sendable {
  private let folder: String
  private let watchdog: DatabaseWatchdog
  private let server: Mutex<EmbeddedPostgres>
  let configuration: PostgresConfiguration
  let pool: PostgresPool

  init(isMigrated: Bool = true) async throws {
    folder = "/tmp/pg-fault-\(getpid())-\(UInt32.random(in: 0..<1_000_000))"
    watchdog = try DatabaseWatchdog(folder: folder)
    let started = try await OwnCluster.start(folder)
    server = Mutex(started)
    configuration = started.configuration
    pool = PostgresPool(configuration: configuration, size: 4)
    if isMigrated {
      try await LedgerSetup(directory: Program.root + "/migrations").apply(pool, now: Timestamp(microseconds: 0))
    }
  }

  private static func start(_ folder: String) async throws -> EmbeddedPostgres {
    // With fsync off a killed server still recovers: only a machine that fails would lose something.
    try await EmbeddedPostgres.start(
      EmbeddedPostgresConfiguration(
        folder: folder, database: "millrace", fsync: false,
        settings: ["shared_buffers": "64MB", "max_wal_size": "256MB", "wal_level": "replica"]))
  }

  /// A fast stop: sessions are ended, nothing is recovered at the next start.
  func stop() async throws { try await server.withLock { $0 }.stop() }

  /// kill -9 of the postmaster; its backends follow it.
  func kill() async throws {
    let server = server.withLock { $0 }
    guard let pid = server.processID else { return }
    _ = Glibc.kill(pid, SIGKILL)
    _ = await server.waitForExit()
  }

  func start() async throws {
    let next = try await OwnCluster.start(folder)
    server.withLock { $0 = next }
  }

  func remove() async {
    await pool.close()
    try? await stop()
    try? FileManager.default.removeItem(atPath: folder)
  }
}
