import Domain
import TestSupport
import Testing

/// The same events again.
@Suite(.slots, .database(migrated: true))
struct DuplicateTests {
  /// A producer that lost its memory sends everything once more, in order.
  @Test(.fault(.duplicateProduce)) func aRestartedProducerSendsEverythingAgain() async throws {
    try await World.run { world in
      try world.archiver()
      try await world.producer.produce(300)
      try await world.untilHead(100)
      try await world.producer.restart(resendingAll: true)
      try await world.producer.produce(50)
      try await world.producer.restart(resendingAll: true)
    }
  }

  /// The first stands; the others are parked whole, each as a conflict.
  @Test(.fault(.conflictingContent)) func theSameIdWithOtherContent() async throws {
    try await World.run { world in
      try world.archiver()
      try await world.producer.produce(40)
      try await world.untilHead(42)
      for id in ["interaction-2", "feedback-7"] {
        let entry = try #require(await world.producer.expected.first { $0.event.id == id })
        var record = try await world.producer.record(of: entry.event)
        let text = String(decoding: entry.event.data, as: UTF8.self)
        record.value = Array((text.dropLast() + ",\"comment\":\"changed\"}").utf8)
        try await world.producer.sendRaw(record)
      }
      world.expectParked("conflict", 2)
      try await world.producer.produce(20)
    }
  }
}
