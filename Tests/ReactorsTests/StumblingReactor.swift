import Domain
import Ledger
import Reactors
import Synchronization

/// A reactor to ticks that fails as often as it is told to, and then does nothing.
final class StumblingReactor: Reactor {
  let name = "stumbler"
  let types: [any EventData.Type] = [ClockTicked.self]
  private let errors: Mutex<[any Error]>

  /// - Parameter errors: what it throws, one at each attempt.
  init(_ errors: [any Error]) { self.errors = Mutex(errors) }

  func stage(of event: LedgerEvent) -> RoundStage { .trial }

  func react(to event: LedgerEvent, context: ReactorContext) async throws {
    let error = errors.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    if let error { throw error }
  }
}
