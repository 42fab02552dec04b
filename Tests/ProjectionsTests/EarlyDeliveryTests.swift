import Domain
import Postgres
import Projections
import TestSupport
import Testing

/// Nothing is known before its time: on an occurred clock it does not matter how long before its tick feedback was sent.
@Suite(.database(migrated: true))
struct EarlyDeliveryTests {
  /// One history, delivered as it happens and with all feedback at the start, makes the same examples at the same times.
  @Test(arguments: [1, 2, 3, 4] as [UInt64], ["first", "last", "majority"])
  func aHistorySentInAdvanceTeachesTheSame(seed: UInt64, aggregation: String) async throws {
    var random = SplitMix(state: seed)
    let history = (1..<220).map { EarlyDeliveryTests.event($0, &random) } + [History.tick(300)]
    let isFeedback = { (event: Event) in event.type == FeedbackReceived.type }
    let configured = try History.configured(0, aggregation: aggregation)
    let happened = try await examples([configured] + history, "happened", seed)
    let early = try await examples(
      [configured] + history.filter(isFeedback) + history.filter { !isFeedback($0) }, "early", seed)
    #expect(happened == early)
    #expect(happened.count > 40)
    #expect(happened.contains { $0.contains(" 1 ") })
  }

  private static func event(_ number: Int, _ random: inout SplitMix) -> Event {
    let id = "i\(random.next() % 70)"
    switch random.next() % 100 {
    case 0..<40: return History.interaction(number, id: id)
    case 40..<85: return History.feedback(number, id: id, label: ["no", "yes", "yes", "maybe"][Int(random.next() % 4)])
    default: return History.tick(number)
    }
  }

  /// Appends events to the ledger under ids of their own, folds them alone, and tells the examples, without positions.
  private func examples(_ events: [Event], _ name: String, _ seed: UInt64) async throws -> [String] {
    let loop = "demo.\(name)"
    let own = events.map { event in
      var event = event
      (event.id, event.loop, event.key) = ("\(name)-\(event.id)", loop, loop)
      event.data = Array(String(decoding: event.data, as: UTF8.self).replacing("demo.law", with: loop).utf8)
      return event
    }
    var random = SplitMix(state: seed)
    let limits = (0..<300).map { _ in Int64(1 + random.next() % 30) }
    return try await Database.current.pool.run { db in
      try History.append(db, own)
      let fold = ProjectionFold(group: try History.group(), schema: name)
      try fold.prepare(db)
      var step = 0
      while try fold.step(db, limit: limits[step % limits.count]).count > 0 { step += 1 }
      #expect(try db.query("SELECT 1 FROM \(name).waiting_feedback WHERE loop = '\(loop)'").isEmpty)
      return try db.query(
        """
        SELECT j.interaction_id, j.revision, t.time, j.label, j.feedback_count, j.defaulted, encode(j.content_hash, 'hex')
        FROM \(name).joined_example j JOIN \(name).tick t ON t.loop = j.loop AND t.position = j.tick_position
        WHERE j.loop = '\(loop)' ORDER BY 1, 2
        """
      ).map { row in try (0..<7).map { try row.optionalText($0) ?? "" }.joined(separator: " ") }
    }
  }
}
