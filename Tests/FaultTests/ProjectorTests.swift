import TestSupport
import Testing

@Suite(.slots, .database(migrated: true))
struct ProjectorTests {
  /// It falls behind while events stream in, is killed on the way, and has the same rows in the end.
  @Test(.fault(.slowProjector)) func aSlowProjectorUnderFullIngest() async throws {
    try await World.run { world in
      try world.archiver()
      try await world.producer.produce(100)
      try await world.settle()
      try await world.pool.run { db in
        try db.script(
          """
          CREATE FUNCTION public.pause() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_sleep(1); RETURN NEW; END $$;
          CREATE TRIGGER pause BEFORE UPDATE ON fold.checkpoint FOR EACH ROW EXECUTE FUNCTION public.pause()
          """)
      }
      try await world.whileProducing {
        try await world.untilHead(800)
        let projector = try #require(world.programs.first { $0.name == "projector" })
        try await projector.kill()
        try world.projector()
        try await world.untilHead(1_600)
        // A projector that kept up would have folded an event within 40 ms.
        try await eventually("an event has waited half a second for the projector") {
          try await world.number(
            """
            SELECT coalesce((extract(epoch FROM clock_timestamp() - min(recorded_at)) * 1000)::bigint, 0)
            FROM ledger.event WHERE position > (SELECT position FROM fold.checkpoint)
            """) >= 500
        }
      }
      _ = try await world.pool.run { try $0.execute("DROP TRIGGER pause ON fold.checkpoint") }
    }
  }
}
