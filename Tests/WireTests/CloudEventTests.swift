import Domain
import Testing

@testable import Wire

@Suite struct CloudEventTests {
  let decoder: CloudEventDecoder
  let encoder: CloudEventEncoder

  init() throws {
    let contract = try Fixture.contract.get()
    decoder = CloudEventDecoder(contract: contract)
    encoder = CloudEventEncoder(contract: contract)
  }

  @Test(arguments: Fixture.sent)
  func eventsAreReadBack(type: String) throws {
    let event = Fixture.event(type)
    let record = try encoder.encode(event)
    #expect(try decoder.decode(record).get() == event)
    var bare = event
    bare.subject = nil
    bare.key = nil
    bare.correlationID = nil
    bare.causationID = nil
    bare.traceparent = nil
    bare.extensions = [:]
    bare.data.append(UInt8(ascii: "\n"))
    #expect(try decoder.decode(try encoder.encode(bare)).get() == bare)
  }

  @Test func theTypeHasToBeKnown() {
    let error = #expect(throws: Rejection.self) { try encoder.encode(Fixture.event("millrace.other.v1")) }
    #expect(error?.reason == .unknownType)
  }

  @Test func ticksMayBeForAllLoops() throws {
    var tick = Fixture.event(ClockTicked.type)
    tick.loop = "*"
    tick.key = "*"
    #expect(try decoder.decode(try encoder.encode(tick)).get() == tick)
  }

  @Test(arguments: RejectionCase.all)
  func rejects(_ example: RejectionCase) throws {
    var record = try encoder.encode(Fixture.event(InteractionRecorded.type))
    example.change(&record)
    guard case .failure(let rejection) = decoder.decode(record) else {
      Issue.record("it was taken")
      return
    }
    #expect(rejection.reason == example.reason)
    #expect(rejection.message.contains(example.message), "\(rejection.message)")
    #expect(rejection.message.contains("; "))
  }

  /// What the data is, said as an attribute: JSON, in this mode as in the other; and it is no extension.
  @Test func theDataContentTypeIsJSON() throws {
    let event = Fixture.event(FeedbackReceived.type)
    for (type, isTaken) in [
      ("application/json", true), ("application/json; charset=utf-8", true), ("text/plain", false), ("", false),
    ] {
      var record = try encoder.encode(event)
      record.headers.append(RawHeader("ce_datacontenttype", Array(type.utf8)))
      switch decoder.decode(record) {
      case .success(let decoded): #expect(isTaken && decoded == event)
      case .failure(let rejection):
        #expect(!isTaken && rejection.eventID == event.id)
        #expect(rejection.reason == (type.isEmpty ? .malformedAttribute : .unsupportedContentType), "\(rejection)")
      }
    }
  }

  /// All but the one that only the database gives.
  @Test func everyReasonIsCovered() {
    #expect(Set(RejectionCase.all.map(\.reason)) == Set(Rejection.Reason.allCases).subtracting([.refusedByDatabase]))
  }

  @Test func contentTypeMayNameTheCharset() throws {
    for type in ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=\"UTF-8\""] {
      var record = try encoder.encode(Fixture.event(ClockTicked.type))
      record.headers.removeLast()
      record.headers.append(RawHeader("Content-Type", Array(type.utf8)))
      record.headers.append(RawHeader("trace", nil))
      #expect(throws: Never.self) { try decoder.decode(record).get() }
    }
  }

  @Test func randomRecordsNeverTrap() throws {
    var source = RandomJSON(seed: 11)
    var taken = 0
    for _ in 0..<1_500 {
      let type = Fixture.sent[source.below(Fixture.sent.count)]
      var record = try encoder.encode(Fixture.event(type))
      switch source.below(4) {
      case 0: record.value = source.mutated(record.value ?? [])
      case 1:
        let place = source.below(record.headers.count)
        record.headers[place].value = source.mutated(record.headers[place].value ?? [])
      case 2:
        let place = source.below(record.headers.count)
        record.headers[place].name += source.text()
      default: record.key = source.mutated(record.key ?? [])
      }
      guard case .success(let event) = decoder.decode(record) else { continue }
      taken += 1
      try #require(try decoder.decode(try encoder.encode(event)).get() == event)
    }
    #expect(taken > 0)
  }
}
