import Domain
import Learning
import Publishing
import Wire

/// Takes what is emitted straight into the test's ledger and folds it: no broker, and no other service. What the archiver
/// would park is an error.
struct LedgerSink: EventSink {
  let history: LoopHistory

  func publish(_ events: [Event]) async throws {
    let contract = try Contract.load(directory: LoopHistory.home + "/streams")
    let decoder = CloudEventDecoder(contract: contract) { LearnerRegistry.standard.problems($0) }
    for event in events { _ = try decoder.decode(try CloudEventEncoder(contract: contract).encode(event)).get() }
    try await history.append(events)
  }
}
