import Domain
import Foundation
import Testing

@testable import Wire

@Suite struct ContractTests {
  @Test func topicsAreThoseOfTheDesign() throws {
    let contract = try Fixture.contract.get()
    #expect(
      contract.topics.map(\.name)
        == [
          "interactions", "feedback", "loops", "datasets", "runs", "evaluations", "promotions", "audits", "clock",
          "ledger",
        ]
        .map { "millrace." + $0 })
    #expect(contract.topics.map(\.partitions) == [4, 4, 16, 1, 1, 1, 1, 1, 1, 1])
    #expect(
      contract.topics.map(\.key) == [
        .loopAndUnit, .loopAndUnit, .loop, .loop, .loop, .loop, .slot, .loop, .loop, .loop,
      ])
    #expect(contract.topic(named: "millrace.clock")?.retention == TimeSpan(microseconds: 604_800_000_000))
  }

  @Test func everyEventTypeIsOnOneTopicOrOnNone() throws {
    let contract = try Fixture.contract.get()
    let declared = contract.topics.flatMap(\.events)
    let ledgerOnly = contract.events.values.filter { $0.topic == nil }.map(\.type)
    #expect(ledgerOnly == [RulesAdopted.type])
    #expect((declared + ledgerOnly).sorted() == EventCatalog.types)
    #expect(Set(contract.events.keys) == Set(EventCatalog.types))
    // Every struct of the source is in the catalogue.
    let folder = Fixture.root.appendingPathComponent("Sources/Domain/Events")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    let stated = try files.filter { $0.pathExtension == "swift" }.flatMap { file in
      try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        .filter { $0.hasPrefix("  package static let type = ") }.compactMap {
          $0.split(separator: "\"").dropFirst().first
        }
    }
    #expect(stated.map(String.init).sorted() == EventCatalog.types)
  }

  @Test(arguments: EventCatalog.types)
  func dataThatKeepsToTheContractIsTaken(type: String) throws {
    let sample = try #require(Fixture.samples[type])
    #expect(try Fixture.contract.get().check(Array(sample.canonicalText.utf8), of: type) == nil)
  }

  @Test(arguments: EventCatalog.types)
  func eachRequiredMemberIsMissed(type: String) throws {
    let contract = try Fixture.contract.get()
    let members = try #require(Fixture.samples[type]?.object)
    let required = try document(type)["required"]?.array?.compactMap(\.string) ?? []
    for name in required {
      var lacking = members
      lacking[name] = nil
      let rejection = contract.check(Array(JSONValue.object(lacking).canonicalText.utf8), of: type)
      #expect(rejection?.reason == .schema)
      #expect(rejection?.message.contains("\"\(name)\"") == true)
    }
  }

  /// Removing any field that the program cannot do without from a schema is noticed.
  @Test(arguments: EventCatalog.types)
  func removedFieldsAreNoticed(type: String) throws {
    let schema = try document(type)
    let fields = try #require(Contract.fields(of: type))
    #expect(Contract.undeclaredField(of: type, in: try JSONSchema(schema)) == nil)
    for field in fields {
      let removed = remove(field[...], from: schema, defs: schema["$defs"] ?? [:])
      #expect(removed != schema, "\(field)")
      #expect(Contract.undeclaredField(of: type, in: try JSONSchema(removed)) != nil, "\(field)")
    }
  }

  @Test func brokenContractsAreRefused() throws {
    let field = ContractError.Code.missingField
    #expect(try loadError(edit: "schemas/\(ClockTicked.type).json", "\"time\"", "\"when\"") == field)
    #expect(
      try loadError(edit: "schemas/\(ClockTicked.type).json", "\"format\"", "\"pattern\"") == .unsupportedSchema)
    #expect(try loadError(edit: "schemas/\(ClockTicked.type).json", "{", "[") == .malformed)
    #expect(
      try loadError(edit: "topics.yaml", "- \(LoopPaused.type)\n", "- \(LoopConfigured.type)\n") == .malformed
    )
    #expect(try loadError(edit: "topics.yaml", "      - \(LoopPaused.type)\n", "") == .missingType)
    #expect(try loadError(edit: "topics.yaml", "partitions: 1", "partitions: none") == .malformed)
    #expect(try loadError(edit: "topics.yaml", "topic: millrace.durable", "topic: millrace.clock") == .malformed)
    #expect(try loadError(edit: "topics.yaml", "retention: 7d", "retention: 7") == .malformed)
    #expect(try loadError(edit: "topics.yaml", ClockTicked.type, "millrace.clock.stopped.v1") == .unreadable)
    #expect(throws: ContractError.self) { try Contract.load(directory: "/nowhere") }
  }

  @Test func asyncAPIListsEveryTypeAndChannel() throws {
    let contract = try Fixture.contract.get()
    let bytes = try Data(contentsOf: Fixture.root.appendingPathComponent("streams/asyncapi.yaml"))
    let api = try YAMLTree([UInt8](bytes)).value
    #expect(api["asyncapi"] == "3.0.0")
    let channels = api["channels"]?.object ?? [:]
    let watermarks = try #require(contract.watermarks)
    #expect(
      Set(channels.values.compactMap { $0["address"]?.string }) == Set(contract.topics.map(\.name) + [watermarks.name]))
    let messages = api["components"]?["messages"]?.object ?? [:]
    #expect(
      Set(messages.values.compactMap { $0["name"]?.string })
        == Set(contract.topics.flatMap(\.events) + [watermarks.name]))
    #expect(channels["durable"]?["bindings"]?["kafka"]?["partitions"]?.integer == Int64(watermarks.partitions))
    for (name, channel) in channels where name != "durable" {
      let topic = try #require(contract.topic(named: "millrace.\(name)"))
      #expect(channel["bindings"]?["kafka"]?["partitions"]?.integer == Int64(topic.partitions))
      let references = channel["messages"]?.object?.values.compactMap { $0["$ref"]?.string } ?? []
      let types = references.compactMap {
        messages[String($0.dropFirst("#/components/messages/".count))]?["name"]?.string
      }
      #expect(types.sorted() == topic.events.sorted())
    }
    for message in messages.values where message["name"]?.string != watermarks.name {
      let type = try #require(message["name"]?.string)
      #expect(message["payload"]?["$ref"]?.string == "./schemas/\(type).json")
    }
    let operations = (api["operations"]?.object ?? [:]).values.compactMap { $0["channel"]?["$ref"]?.string }
    #expect(Set(operations) == Set(channels.keys.map { "#/channels/\($0)" }))
  }

  private func document(_ type: String) throws -> JSONValue {
    try JSONReader.parse([UInt8](try Data(contentsOf: URL(fileURLWithPath: Fixture.streams + "/schemas/\(type).json"))))
  }

  /// The schema without one declared field; references on the way are written out.
  private func remove(_ path: ArraySlice<String>, from schema: JSONValue, defs: JSONValue) -> JSONValue {
    var members = schema.object ?? [:]
    if let name = members["$ref"]?.string?.split(separator: "/").last {
      return remove(path, from: defs[String(name)] ?? [:], defs: defs)
    }
    guard let first = path.first else { return schema }
    if let branches = members["anyOf"]?.array, members["properties"] == nil {
      members["anyOf"] = .array(branches.map { remove(path, from: $0, defs: defs) })
      return .object(members)
    }
    let rest = path.dropFirst()
    if first == "*" {
      for keyword in ["items", "additionalProperties"] where members[keyword] != nil {
        members[keyword] = rest.isEmpty ? JSONValue?.none : remove(rest, from: members[keyword] ?? [:], defs: defs)
      }
    } else {
      var properties = members["properties"]?.object ?? [:]
      properties[first] = rest.isEmpty ? JSONValue?.none : remove(rest, from: properties[first] ?? [:], defs: defs)
      members["properties"] = .object(properties)
    }
    return .object(members)
  }

  /// What loading a copy of the contract says after the first occurrence of a text in one file was replaced.
  private func loadError(edit file: String, _ old: String, _ new: String) throws -> ContractError.Code? {
    let files = FileManager.default
    let copy = files.temporaryDirectory.appendingPathComponent("contract-\(UUID().uuidString)")
    defer { try? files.removeItem(at: copy) }
    try files.copyItem(at: URL(fileURLWithPath: Fixture.streams).resolvingSymlinksInPath(), to: copy)
    let place = copy.appendingPathComponent(file)
    var text = try String(contentsOf: place, encoding: .utf8)
    let range = try #require(text.range(of: old))
    text.replaceSubrange(range, with: new)
    try text.write(to: place, atomically: true, encoding: .utf8)
    do {
      _ = try Contract.load(directory: copy.path)
      return nil
    } catch {
      return error.code
    }
  }
}
