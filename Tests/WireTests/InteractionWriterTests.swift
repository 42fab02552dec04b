import Domain
import Testing

@testable import Wire

/// What the fast writer of interactions writes is the struct's value, in another order of members.
@Suite struct InteractionWriterTests {
  @Test(arguments: [nil, "u\"1\\ü"], [nil, "model-1"])
  func writesWhatTheStructSays(unit: String?, model: String?) throws {
    let input: JSONValue = ["carrier": "U\"A", "distance": 1400.5, "gust": .null, "flags": [true, 3]]
    let writer = InteractionWriter(loop: "demo.flights", source: "/test", model: model, generation: 7)
    let output = Array(#""label":"late \"x\"","probability":0.1,"probabilities":{"late \"x\"":0.1,"on_time":0.9}"#.utf8)
    let event = writer.event(
      interaction: "i/1", unit: unit, occurredAt: Timestamp(microseconds: 1_359_676_800_000_000), input: input,
      output: output[...])
    let expected = InteractionRecorded(
      interactionID: "i/1", unit: unit, input: input,
      output: .init(label: "late \"x\"", probability: 0.1, probabilities: ["late \"x\"": 0.1, "on_time": 0.9]),
      model: model, generation: 7, propensity: 1)
    #expect(try event.decoded(as: InteractionRecorded.self) == expected)
    #expect(try JSONReader.parse(event.data) == JSONReader.parse(expected.json.canonicalText))
    #expect(event.id == "interaction-demo.flights/i/1" && event.key == "demo.flights/" + (unit ?? "i/1"))
    #expect(try Fixture.contract.get().check(event) == nil)
  }
}
