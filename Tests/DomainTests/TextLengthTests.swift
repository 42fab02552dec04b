import Domain
import Testing

@Suite struct TextLengthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 2), ("😀", 1), (String(repeating: "😀", count: 40), 40),
    ("👨‍👩‍👧", 5), ("日本", 2),
  ])
  func countsScalars(text: String, length: Int) { #expect(TextLength.of(text) == length) }

  /// What fits an id of an interaction, or a unit, makes an event that fits.
  @Test func idsAndKeysOfInteractionsFit() {
    let loop = "demo." + String(repeating: "x", count: LoopName.limit - 5)
    let id = String(repeating: "😀", count: TextLength.interactionID)
    let event = InteractionWriter(loop: loop, source: "/test", model: nil, generation: 0).event(
      interaction: id, unit: String(repeating: "😀", count: TextLength.unit),
      occurredAt: Timestamp(microseconds: 0), input: [:], output: [])
    #expect(TextLength.of(event.id) <= TextLength.eventID)
    #expect(TextLength.of(event.key ?? "") <= TextLength.key)
    #expect(TextLength.of(event.subject ?? "") <= TextLength.attribute)
  }
}
