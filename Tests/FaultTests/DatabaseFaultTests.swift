import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

/// Postgres goes away, stands in the way, or has no room.
@Suite(.slots)
struct DatabaseFaultTests {
  @Test(.fault(.postgresRestarted)) func postgresIsRestarted() async throws {
    try await World.runWithOwnCluster { world, cluster in
      try world.archiver()
      try await world.producer.produce(200)
      try await world.untilHead(1)
      try await world.whileProducing {
        try await cluster.stop()
        try await Task.sleep(for: .seconds(2))
        try await cluster.start()
        let head = try await world.headOnceBack()
        try await world.untilHead(head + 50)
      }
    }
  }

  /// First a backend, which takes all sessions with it, then the postmaster.
  @Test(.fault(.postgresKilled)) func postgresIsKilled() async throws {
    try await World.runWithOwnCluster { world, cluster in
      try world.archiver()
      try await world.producer.produce(200)
      try await world.untilHead(1)
      try await world.whileProducing {
        let sql = """
          SELECT coalesce(max(pid), 0)::bigint FROM pg_stat_activity
          WHERE application_name = 'millrace-archiver' AND datname = current_database()
          """
        let backend = try await world.number(sql)
        #expect(backend > 0)
        kill(pid_t(backend), SIGKILL)
        var head = try await world.headOnceBack()
        try await world.untilHead(head + 50)
        try await cluster.kill()
        try await cluster.start()
        head = try await world.headOnceBack()
        try await world.untilHead(head + 50)
      }
    }
  }

  /// Somebody has locked the head and gone for coffee.
  @Test(.fault(.idleLock), .database(migrated: true)) func anIdleSessionHoldsTheHead() async throws {
    try await World.run { world in
      let archiver = try world.archiver()
      try await world.producer.produce(50)
      try await world.untilHead(1)
      let isOver = Atomic(false)
      let pool = world.pool
      async let coffee: Void = pool.run { db in
        try db.transaction {
          try db.execute("SELECT position FROM ledger.head FOR UPDATE")
          while !isOver.load(ordering: .relaxed) { usleep(10_000) }
        }
      }
      try await world.producer.produce(200)
      try await eventually("the archiver says what it waits for") { archiver.log.contains("lock timeout") }
      isOver.store(true, ordering: .relaxed)
      try await coffee
      try await world.producer.produce(50)
    }
  }

  /// The database's own limit is too low for the archiver's batches, for a while.
  @Test(.fault(.statementTimeout), .database(migrated: true)) func statementsTakeTooLong() async throws {
    try await World.run { world in
      try await world.pool.run { db in
        try db.script(
          """
          CREATE TABLE public.pause (seconds float8); INSERT INTO public.pause VALUES (3);
          CREATE FUNCTION public.pause() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_sleep(seconds) FROM public.pause; RETURN NEW; END $$;
          CREATE TRIGGER pause BEFORE INSERT ON ledger.batch FOR EACH ROW EXECUTE FUNCTION public.pause()
          """)
      }
      let archiver = try world.start(["archiver"], nil, environment: world.withStatementTimeout("500ms"))
      try await world.producer.produce(200)
      try await eventually("a statement runs into the limit") { archiver.log.contains("statement timeout") }
      try await world.producer.produce(50)
      #expect(try await world.head() == 0)
      _ = try await world.pool.run { try $0.execute("DELETE FROM public.pause") }
    }
  }

  @Test(
    .fault(.diskFull), .enabled(if: getuid() == 0, "mounting a small file system takes root"),
    .database(migrated: true))
  func theDiskIsFull() async throws {
    guard let disk = try SmallDisk() else { return }
    try await World.run { world in
      try await world.pool.run { db in
        try db.script("CREATE TABLESPACE \(disk.name) LOCATION '\(disk.path)'")
        try db.script(
          "ALTER TABLE ledger.event_0 SET TABLESPACE \(disk.name); "
            + "ALTER TABLE ledger.event_id SET TABLESPACE \(disk.name)")
      }
      let archiver = try world.archiver()
      try await world.producer.produce(50)
      try await world.untilHead(52)
      try disk.fill()
      try await world.producer.produce(400, padding: 20_000)
      try await eventually("the disk is full") { archiver.log.contains("No space left on device") }
      try disk.makeRoom()
      try await world.settle()
      try await Oracle(world).check()
      // The tablespace has to be empty before it can go.
      for program in world.programs { program.remove() }
      _ = try await world.pool.run { db in
        for table in ["event_0", "event_id"] { try db.execute("ALTER TABLE ledger.\(table) SET TABLESPACE pg_default") }
        try db.execute("DROP TABLESPACE \(disk.name)")
      }
      try world.archiver()
      try world.projector()
    }
    try disk.remove()
  }
}
