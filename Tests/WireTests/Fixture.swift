import Domain
import Foundation

@testable import Wire

/// The contract of the source tree, and data that keeps to it for each event type.
enum Fixture {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static var streams: String { root.appendingPathComponent("streams").path }

  static let contract = Result { try Contract.load(directory: streams) }

  /// - Parameter loop: nil: as events of that type have it.
  static func event(_ type: String, _ data: JSONValue? = nil, loop: String? = nil) -> Event {
    let isAboutLedger = [ParkedRetried.type, ParkedDiscarded.type].contains(type)
    return Event(
      id: "e-1", source: "/test", type: type, subject: "s", occurredAt: Timestamp(microseconds: 1_359_669_900_000_001),
      loop: loop ?? (isAboutLedger ? "*" : "demo.flights"), key: "demo.flights/u", correlationID: "c", causationID: "k",
      traceparent: "00-1",
      extensions: ["region": "eu"], data: Array((data ?? samples[type] ?? [:]).canonicalText.utf8))
  }

  /// The types that come through Kafka.
  static let sent = EventCatalog.types.filter { $0 != RulesAdopted.type }

  /// Of each event type a value in which no member is missing.
  static let samples: [String: JSONValue] = EventCatalog.byType.mapValues { $0.full.json }
}
