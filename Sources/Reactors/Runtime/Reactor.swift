import Domain
import Ledger

/// A service that decides at ledger positions, in order, and says what it decided as events.
///
/// What it decides depends on nothing but the event and the read models up to the event's position, so that doing it
/// twice is the same as once. What it throws ends the round with the reason, unless it may pass (`PassingError`): then it
/// is tried again for as long as it takes.
package protocol Reactor: Sendable {
  /// Names its cursor, and as `/millrace/NAME` the source of its events.
  var name: String { get }
  /// The event types it reacts to.
  var types: [any EventData.Type] { get }
  /// Whether it may wait, and says at each event for what, or for nothing. Of one that may not, a wait under its name is
  /// not its own: it ends with the next thing that the reactor does.
  var mayWait: Bool { get }
  /// The step of a round that it takes at such an event.
  func stage(of event: LedgerEvent) -> RoundStage
  /// Decides on one event of a loop. What it emits through the context is in the ledger, and folded, before the next
  /// event of the loop is looked at.
  func react(to event: LedgerEvent, context: ReactorContext) async throws
}

extension Reactor {
  package var mayWait: Bool { false }
}
