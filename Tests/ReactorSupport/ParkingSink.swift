import Domain
import Publishing
import Wire

/// Takes what is emitted into the ledger, and parks events of some types.
package struct ParkingSink: EventSink {
  private let history: LoopHistory
  private let types: Set<String>

  package init(history: LoopHistory, types: Set<String>) {
    self.history = history
    self.types = types
  }

  package func publish(_ events: [Event]) async throws {
    let types = types
    try await history.append(
      records: events.map { event in
        let raw = RawRecord(
          topic: "t", key: nil, value: event.data, headers: CloudEventEncoder.headers(of: event))
        guard types.contains(event.type) else { return (raw, .success(event)) }
        return (raw, .failure(Rejection(.tooLarge, "a test refuses it: refused_by_test", mend: "let it be smaller")))
      })
  }
}
