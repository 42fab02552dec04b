import Domain
import Publishing
import Wire

/// Takes what is emitted through the archiver's door: as Kafka records, read and held against the contract; what does not
/// pass is parked, as the archiver parks it.
package struct DoorSink: EventSink {
  private let history: LoopHistory
  private let contract: Contract

  package init(history: LoopHistory) throws {
    self.history = history
    contract = try Contract.load(directory: LoopHistory.home + "/streams")
  }

  package func publish(_ events: [Event]) async throws {
    let (encoder, decoder) = (CloudEventEncoder(contract: contract), CloudEventDecoder(contract: contract))
    try await history.append(
      records: events.map { event in
        let raw = try encoder.encode(event)
        return (raw, decoder.decode(raw))
      })
  }
}
