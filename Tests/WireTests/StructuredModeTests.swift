import Domain
import Testing

@testable import Wire

/// The same event in one mode and in the other is the same to the ledger.
@Suite struct StructuredModeTests {
  let decoder: CloudEventDecoder
  let encoder: CloudEventEncoder

  init() throws {
    let contract = try Fixture.contract.get()
    decoder = CloudEventDecoder(contract: contract)
    encoder = CloudEventEncoder(contract: contract)
  }

  /// The record in structured mode that says what one in binary mode does; its members in a random order.
  private func structured(_ binary: RawRecord, _ random: inout RandomJSON) -> RawRecord {
    var members: [[UInt8]] = []
    for header in binary.headers where header.name.hasPrefix("ce_") {
      let value = JSONValue.string(String(decoding: header.value ?? [], as: UTF8.self))
      let name = random.looseText(of: .string(String(header.name.dropFirst(3))))
      members.append(Array((name + ": " + random.looseText(of: value)).utf8))
    }
    if random.below(2) == 0 { members.append(Array(#""datacontenttype": "application/json; charset=utf-8""#.utf8)) }
    if random.below(2) == 0 { members.append(Array(#""data_base64": null"#.utf8)) }
    members.append(Array("\"data\" : ".utf8) + (binary.value ?? []))
    let order = members.map { ($0, random.random.next()) }.sorted { $0.1 < $1.1 }.map(\.0)
    let type = ["application/cloudevents+json", "Application/CloudEvents+JSON; charset=UTF-8"][random.below(2)]
    return RawRecord(
      topic: binary.topic, key: binary.key,
      value: Array(" {".utf8) + Array(order.joined(separator: Array(" ,\n".utf8))) + Array("}\n".utf8),
      headers: [RawHeader("Content-Type", Array(type.utf8)), RawHeader("trace", nil)])
  }

  /// Random events of every type: the data byte for byte, numbers and white space as sent.
  @Test func sameAsBinary() throws {
    var random = RandomJSON(seed: 4)
    for round in 0..<400 {
      var event = Fixture.event(Fixture.sent[round % Fixture.sent.count])
      if event.type == InteractionRecorded.type {
        let input = random.looseText(of: .object(["a": random.value(), "n": 1]))
        event.data = Array(
          #"{ "interaction_id":"i\u00e9","input":\#(input),"output":{"label":"a","probability":1.50e-1},"generation":1.0}"#
            .utf8)
      }
      event.id = "id-" + String(repeating: "é😀\"\\/", count: random.below(40))
      event.subject = random.below(2) == 0 ? nil : "s"
      event.extensions = random.below(2) == 0 ? [:] : ["region": "eu", "partitionkey": "p q"]
      let binary = try encoder.encode(event)
      let first = decoder.decode(binary)
      let second = decoder.decode(structured(binary, &random))
      switch (first, second) {
      case (.success(let first), .success(let second)): #expect(first == second && first.data == event.data)
      case (.failure(let first), .failure(let second)): #expect(first.reason == second.reason)
      default: Issue.record("\(event.type): \(first) and \(second)")
      }
    }
  }

  /// What is wrong in one mode is wrong in the other, for the same reason and under the same name.
  @Test(arguments: RejectionCase.all.filter { ![.nullBody, .malformedKey].contains($0.reason) })
  func rejectsAsBinary(_ example: RejectionCase) throws {
    var binary = try encoder.encode(Fixture.event(InteractionRecorded.type))
    example.change(&binary)
    // Twice a header is twice a member; what no JSON text can hold has no such form.
    guard
      !binary.headers.contains(where: {
        $0.name.lowercased() == "content-type" && $0.value != Array("application/json".utf8)
      }),
      binary.headers.allSatisfy({
        !$0.name.hasPrefix("ce_") || $0.value.flatMap { String(validating: $0, as: UTF8.self) } != nil
      })
    else { return }
    var random = RandomJSON(seed: 9)
    guard case .failure(let rejection) = decoder.decode(structured(binary, &random)) else {
      Issue.record("it was taken")
      return
    }
    let isTwice = example.message.contains("twice")
    let isControl = example.message.contains("control character")
    #expect(rejection.reason == (isTwice ? .duplicateMember : isControl ? .nul : example.reason), "\(rejection)")
  }

  private func decode(_ body: String, _ headers: [(String, String)] = []) -> Result<Event, Rejection> {
    decoder.decode(
      RawRecord(
        topic: "millrace.feedback", key: nil, value: Array(body.utf8),
        headers: [RawHeader("content-type", Array("application/cloudevents+json".utf8))]
          + headers.map { RawHeader($0.0, Array($0.1.utf8)) }))
  }

  private static let head =
    #""specversion":"1.0","id":"f","source":"/s","type":"millrace.feedback.received.v1","#
    + #""time":"2026-01-01T00:00:00Z","loop":"demo.flights""#
  private static let data = #""data":{"interaction_id":"i","comment":"c"}"#

  @Test func takesWhatTheFormatAllows() throws {
    let event = try decode("{\(Self.head),\(Self.data),\"subject\":null,\"flag\":true,\"count\":-7}").get()
    #expect(event.extensions == ["flag": "true", "count": "-7"] && event.subject == nil)
    // Headers may repeat the event.
    #expect(throws: Never.self) {
      try decode("{\(Self.head),\(Self.data)}", [("ce_id", "f"), ("ce_type", event.type)]).get()
    }
  }

  @Test(arguments: [
    ("{\(head),\(data),\"data_base64\":\"e30=\"}", Rejection.Reason.unsupportedContentType, "send the data as JSON"),
    ("{\(head),\(data),\"datacontenttype\":\"text/plain\"}", .unsupportedContentType, "datacontenttype"),
    ("{\(head)}", .nullBody, "the event no data"),
    ("{\(head),\(data)", .invalidJSON, "ends in the middle"),
    ("[{\(head),\(data)}]", .invalidJSON, "send one event per record"),
    ("{\(head),\(data),\"id\":\"g\"}", .duplicateMember, "/id"),
    ("{\(head),\(data),\"flag\":[1]}", .malformedAttribute, "the attribute flag is no string"),
    ("{\(head),\(data),\"count\":1.5}", .malformedAttribute, "the attribute count is no string"),
    ("{\(head),\(data),\"My_Ext\":\"x\"}", .malformedAttribute, "a name that CloudEvents does not allow"),
    ("{\(data),\"specversion\":1.0}", .malformedAttribute, "the attribute specversion is no string"),
    ("{\(data)}", .missingAttribute, "the attribute specversion is missing"),
    ("{\(head),\"data\":{\"comment\":\"c\"}}", .schema, "interaction_id"),
    ("{\(head),\"data\":null}", .schema, "expected object"),
  ])
  func parks(body: String, reason: Rejection.Reason, message: String) {
    guard case .failure(let rejection) = decode(body) else {
      Issue.record("it was taken")
      return
    }
    #expect(rejection.reason == reason && rejection.message.contains(message), "\(rejection)")
  }

  /// Whoever sent it finds it, by source and id wherever these can be read.
  @Test(arguments: [
    ("{\(head),\(data),\"data\":{}}", Rejection.Reason.duplicateMember), ("{\(head),\(data)", .invalidJSON),
    ("{\(head),\"data\":{\"a\":1,\"a\":{\"a\":[\"}\\\"\"]}}}", .duplicateMember),
    ("{\(head),\"data\":1e999}", .numberOutOfRange),
    ("{\"data\":{\"x\":\"\\u0000\"},\(head)}", .nul), ("{\"data\":\"\\ud800\" , \(head)}", .loneSurrogate),
    ("{\"data\":\(String(repeating: "[", count: 90) + String(repeating: "]", count: 90)),\(head)}", .tooDeep),
    ("{\(head),\"data\":\"\(String(repeating: "x", count: 2_000_000))\"}", .tooLarge),
    ("\u{FEFF}{\(head),\(data)}", .invalidJSON), ("{\(head),nonsense", .invalidJSON),
  ])
  func whatIsRefusedNamesItsEvent(body: String, reason: Rejection.Reason) {
    guard case .failure(let rejection) = decode(body) else {
      Issue.record("it was taken")
      return
    }
    #expect(rejection.reason == reason, "\(rejection)")
    #expect(rejection.source == "/s" && rejection.eventID == "f", "\(body.prefix(200))")
  }

  /// Of two ids nobody knows which one is meant.
  @Test func anIDThatIsThereTwiceIsNone() {
    guard case .failure(let rejection) = decode("{\(Self.head),\(Self.data),\"\\u0069d\":\"g\"}") else {
      Issue.record("it was taken")
      return
    }
    #expect(rejection.reason == .duplicateMember && rejection.eventID == nil)
  }

  @Test func headersMayNotContradict() {
    for (name, value) in [("ce_id", "other"), ("ce_subject", "none in the event"), ("ce_region", "eu")] {
      guard case .failure(let rejection) = decode("{\(Self.head),\(Self.data)}", [(name, value)]) else {
        Issue.record("it was taken")
        return
      }
      #expect(rejection.reason == .malformedAttribute && rejection.message.contains("in one place"))
      #expect(rejection.source == "/s" && rejection.eventID == "f")
    }
  }

  /// Data is nested as deep, and as long, as where it is the whole body.
  @Test func limitsAreTheSame() throws {
    for (depth, isTaken) in [(62, true), (63, false)] {
      // Two levels of its own.
      let deep = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      let data = #"{"interaction_id":"i","demonstration":{"a":\#(deep)}}"#
      let binary = try encoder.encode(Fixture.event(FeedbackReceived.type, [:]))
      var record = binary
      record.value = Array(data.utf8)
      var random = RandomJSON(seed: 1)
      for record in [record, structured(record, &random)] {
        let event = try? decoder.decode(record).get()
        #expect((event != nil) == isTaken, "\(depth)")
      }
    }
    let long = #"{"interaction_id":"i","demonstration":{"a":"\#(String(repeating: "x", count: Contract.dataLimit))"}}"#
    guard case .failure(let rejection) = decode("{\(Self.head),\"data\":\(long)}") else {
      Issue.record("it was taken")
      return
    }
    #expect(rejection.reason == .tooLarge)
  }

  @Test func spoiltRecordsNeverTrap() throws {
    var random = RandomJSON(seed: 12)
    for round in 0..<1_500 {
      var record = structured(try encoder.encode(Fixture.event(Fixture.sent[round % Fixture.sent.count])), &random)
      record.value = random.mutated(record.value ?? [])
      guard case .success(let event) = decoder.decode(record) else { continue }
      #expect(try decoder.decode(try encoder.encode(event)).get() == event)
    }
  }
}
