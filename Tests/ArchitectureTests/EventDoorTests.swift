import Testing

/// Events are typed: nobody writes their data by hand, or reads their bytes, outside their own room.
@Suite struct EventDoorTests {
  @Test func dataByHandIsNoticed() {
    #expect(EventDoor.violations("let e = Event(id: \"a\", data: Array(json.utf8))").count == 1)
    #expect(EventDoor.violations("let e = Event(\n  id: id(x: [1]),\n  data: d)").count == 1)
    #expect(EventDoor.violations("let x = event.data; let y = events[0].data").count == 2)
    #expect(EventDoor.violations("let x = ledgerEvent.data, y = events.first?.data").count == 2)
  }

  @Test func typedDataIsLetPass() {
    #expect(EventDoor.violations("let e = Event(RunFailed(data: 1), id: \"a\", source: s)").isEmpty)
    #expect(EventDoor.violations("// event.data\nlet e = folder.data + \"event.data\"; KafkaEvent(data: d)").isEmpty)
  }

  @Test func dataStandsInItsOwnRoom() throws {
    var violations: [String] = []
    for file in try Repository.files(in: "Sources", extension: "swift") where !EventDoor.isAllowed(file) {
      violations += EventDoor.violations(try Repository.text(file)).map { "\(file): \($0)" }
    }
    let found = violations.joined(separator: "\n")
    #expect(
      violations.isEmpty, "state it as a struct in Sources/Domain/Events, and read it by `decoded(as:)`:\n\(found)")
  }
}
