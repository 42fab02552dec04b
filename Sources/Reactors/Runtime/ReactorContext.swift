import Domain
import Ledger
import Logging
import Postgres
import Publishing

/// What a reactor may use while it decides on one event.
package final class ReactorContext: Sendable {
  package let loop: String
  package let pool: PostgresPool
  package let logger: Logger
  private let cause: LedgerEvent
  private let source: String
  private let outbox: Outbox

  init(loop: String, cause: LedgerEvent, source: String, pool: PostgresPool, outbox: Outbox, logger: Logger) {
    self.loop = loop
    self.cause = cause
    self.source = source
    self.pool = pool
    self.outbox = outbox
    self.logger = logger
  }

  /// Emits an event. Its id is derived from the reactor's name, the type and `identity`, its time is the cause's.
  ///
  /// - Parameters:
  ///   - identity: what the decision is about, the same whenever it is made again.
  ///   - round: what the whole turn of the wheel is called, its dataset's id.
  /// - Returns: the event's id.
  @discardableResult
  package func emit<Data: EventData>(
    _ data: Data, identity: JSONValue, subject: String?, round: String?
  ) async throws -> String {
    let id = Digest.id("event", ["source": .string(source), "type": .string(Data.type), "identity": identity])
    try await outbox.send(
      Event(
        data, id: id, source: source, subject: subject, occurredAt: cause.occurredAt, loop: loop, key: loop,
        correlationID: round, causationID: cause.id))
    return id
  }

  /// Waits until everything emitted so far is in the ledger.
  package func settle() async throws { try await outbox.settle() }
}
