import Domain
import Foundation
import Testing

@testable import Wire

/// The members of each event's struct are those of its schema, and what its view reads of them has their types.
@Suite struct EventContractTests {
  /// Where struct, schema and view differ. A column of 32 bits is right where the schema says no more
  /// (`SchemaWidthTests`).
  private static let known: [String: Set<String>] = [
    RunStarted.type: [
      "trial_index: integer, but integer (32 bits) in its view", "trials: integer, but integer (32 bits) in its view",
    ],
    RunCompleted.type: ["epochs: integer, but integer (32 bits) in its view"],
    VerdictRevised.type: ["look: integer, but integer (32 bits) in its view"],
    ParkedRetried.type: ["partition: integer, but integer (32 bits) in its view"],
    ParkedDiscarded.type: ["partition: integer, but integer (32 bits) in its view"],
  ]

  /// Members that no view reads.
  private static let unread: [String: Set<String>] = [
    DatasetRequested.type: ["by"],
    DriftDetected.type: ["subject", "measure", "value", "threshold", "from", "to", "reference"],
    CanaryStarted.type: ["slot", "model_id", "share", "generation", "verdict_id"],
    RunCompleted.type: ["trial", "trial_index", "trials"],
    RunFailed.type: ["trial", "trial_index", "trials"],
    EvaluationStarted.type: ["more_candidates"],
    VerdictReached.type: ["codes", "more_reasons", "more_slices"],
  ]

  @Test(arguments: EventCatalog.types)
  func structSchemaAndViewAgree(type: String) throws {
    let data = try #require(EventCatalog.byType[type])
    let members = try data.members
    let file = "streams/schemas/\(type).json"
    let schema = try JSONReader.parse(
      [UInt8](try Data(contentsOf: Fixture.root.appendingPathComponent(file))))
    var comparison = SchemaComparison(definitions: schema["$defs"] ?? [:])
    comparison.compare(members, with: schema, at: [])
    let view = try EventView.all().first { $0.types.contains(type) }
    var differences = Set(comparison.differences)
    var unread = Set(members.keys)
    for column in view?.columns ?? [] {
      guard let member = members[column.name] else { continue }
      unread.remove(column.name)
      if let difference = column.difference(from: member.type) { differences.insert("\(column.name): \(difference)") }
    }
    let known = EventContractTests.known[type] ?? []
    let unreadBefore = EventContractTests.unread[type] ?? []
    let missing = members.keys.filter { data.full.json[$0] == nil }
    #expect(
      differences == known && unread == unreadBefore && missing.isEmpty,
      """
      \(data) and its contract differ.
      New: \(differences.subtracting(known).sorted())
      Gone, to be taken out of `known` here: \(known.subtracting(differences).sorted())
      No view reads \(unread.subtracting(unreadBefore).sorted()), and `full` lacks \(missing.sorted()).
      A member of the struct is declared in \(file) ("properties", and "required" unless it may be left out), given a value in \(data).full, and either read by a new version of the view \
      ledger.\(view?.name ?? "…") (a new migration, the column last) or named in `unread` here.
      A member of the schema becomes a stored property of the struct. \
      In `unread`, but read: \(unreadBefore.subtracting(unread).sorted()).
      """)
  }

  /// No view reads a member that none of its types has.
  @Test func viewsReadMembersOnly() throws {
    let views = try EventView.all()
    #expect(views.count > 10)
    for view in views {
      let members = try view.types.flatMap { type in try (EventCatalog.byType[type]?.members ?? [:]).keys }
      #expect(Set(view.columns.map(\.name)).subtracting(members) == [], "ledger.\(view.name)")
    }
  }

  /// What is written is read back as it was, by the type of the event alone.
  @Test(arguments: EventCatalog.types)
  func dataIsReadAsItWasWritten(type: String) throws {
    func isReadBack<T: EventData>(_ type: T.Type) throws -> Bool {
      try T(bytes: Array(T.full.json.canonicalText.utf8)) == T.full
    }
    let data = try #require(EventCatalog.byType[type])
    #expect(try isReadBack(data))
  }
}
