import ArchiverSupport
import Domain
import Ledger
import Logging
import Publishing
import TestSupport
import Testing
import Wire

@testable import Inference

@Suite(.broker, .database(migrated: true, adopted: false)) struct DurabilityWatchTests {
  /// In a ledger of generations of 64 positions, where a wake-up looks back over as many.
  @Test func tellsOfNewEventsAndOfThoseOfLongAgo() async throws {
    let pool = Database.current.pool
    try await pool.run { db in
      try db.script(
        """
        CREATE OR REPLACE FUNCTION ledger.generation("position" bigint) RETURNS integer
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN (position >> 6)::integer
        """)
    }
    let watch = DurabilityWatch(pool: pool, recent: 64, logger: Broker.current.logger)
    try await Archiving.run {
      let watching = Task { await watch.run() }
      let publisher = try EventPublisher(
        kafka: Broker.current.configuration, contract: try Archiving.contract(), logger: Broker.current.logger)
      let first = (0..<400).map(Archiving.feedback)
      let all = try #require(watch.begin(first))
      try await publisher.publish(first)
      let places = await all.outcome(within: .seconds(150)).map(\.position)
      #expect(Set(places.compactMap(\.self)) == Set(1...400))
      watch.end(all)

      // Among new ones, which wake it up again and again, old ones wait for a look at the whole ledger.
      let old = try [0, 150].map { try #require(watch.begin([Archiving.feedback($0)])) }
      let new = try #require(watch.begin([Archiving.feedback(400)]))
      try await publisher.publish([Archiving.feedback(400)])
      #expect(await new.outcome(within: .seconds(150)) == [.durable(401)])
      for (ticket, place) in zip(old, [places[0], places[150]]) {
        #expect(await ticket.outcome(within: .seconds(150)).map(\.position) == [place])
      }
      #expect(watch.waiting == 3)
      for ticket in old + [new] { watch.end(ticket) }
      await publisher.close()
      watching.cancel()
      await watching.value
    }
  }
}
