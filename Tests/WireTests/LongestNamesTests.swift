import Domain
import Testing

@testable import Wire

/// What HTTP takes of the greatest length, Kafka and the ledger take too.
@Suite struct LongestNamesTests {
  @Test(arguments: [("😀", 40), ("😀", 128), ("i", 128), ("\u{301}", 128), ("日", 100)])
  func interactionIDs(character: String, count: Int) throws {
    let contract = try Fixture.contract.get()
    let id = String(repeating: character, count: count)
    let loop = String(repeating: "a", count: 63) + "." + String(repeating: "b", count: 64)
    #expect(LoopName.isOne(loop) && loop.utf8.count == LoopName.limit)
    let writer = InteractionWriter(
      loop: loop, source: "/millrace/inference", model: String(repeating: "m", count: 128), generation: .max)
    let event = writer.event(
      interaction: id, unit: String(repeating: character, count: TextLength.unit),
      occurredAt: Timestamp(microseconds: 1), input: ["a": 1],
      output: Array(#""label":"a","probability":1"#.utf8)[...])
    let decoder = CloudEventDecoder(contract: contract)
    let read = try decoder.decode(try CloudEventEncoder(contract: contract).encode(event)).get()
    #expect(read == event && read.id.utf8.elementsEqual(event.id.utf8))
    #expect(TextLength.of(event.id) <= TextLength.eventID && TextLength.of(event.key ?? "") <= TextLength.key)
  }

  /// A tick's id of the greatest length has room in the events that name it.
  @Test func references() throws {
    let contract = try Fixture.contract.get()
    let id = String(repeating: "😀", count: TextLength.eventID)
    var sealed = DatasetSealed.full
    sealed.tick.eventID = id
    sealed.requestID = id
    var promoted = ModelPromoted.full
    promoted.verdictID = id
    var ticked = ClockTicked.full
    ticked.follows = id
    for data in [sealed, promoted, ticked] as [any EventData] {
      let bytes = Array(data.json.canonicalText.utf8)
      #expect(contract.check(bytes, of: type(of: data).type) == nil, "\(type(of: data))")
    }
  }
}
