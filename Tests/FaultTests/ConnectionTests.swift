import TestSupport
import Testing

/// The archiver's session is lost under it.
@Suite(.slots, .database(migrated: true))
struct ConnectionTests {
  private func cut(_ world: World, _ action: Proxy.Action) async throws {
    let proxy = try world.databaseProxy()
    proxy.arm(.commit, action)
    try world.archiver(through: proxy)
    try await world.producer.produce(400)
    try await proxy.untilCut()
    try await world.producer.produce(100)
  }

  /// COMMIT never arrives: the batch is not there, and comes again.
  @Test(.fault(.commitLost)) func cutBeforeCommitArrives() async throws {
    try await World.run { try await cut($0, .cut) }
  }

  /// COMMIT takes effect and its answer is lost: the batch is there, and must not come again.
  @Test(.fault(.commitUnanswered)) func cutBeforeCommitIsAnswered() async throws {
    try await World.run { try await cut($0, .cutBeforeReply) }
  }

  /// An administrator ends the archiver's sessions, again and again, while events stream in.
  @Test(.fault(.sessionTerminated)) func terminatedByAnAdministrator() async throws {
    try await World.run { world in
      try world.archiver()
      for round in 0..<12 {
        try await world.producer.produce(80)
        if round == 0 { try await world.untilHead(1) }
        _ = try await world.number(
          """
          SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
          WHERE datname = current_database() AND query LIKE '%ledger%' AND pid <> pg_backend_pid()
          """)
      }
    }
  }
}
