import Domain
import Ledger
import Logging
import Postgres
import Publishing
import Synchronization

/// What a reactor may use while it decides on one event.
package final class ReactorContext: Sendable {
  package let loop: String
  package let pool: PostgresPool
  package let logger: Logger
  let cause: LedgerEvent
  let reactor: String
  let stage: RoundStage
  private let source: String
  private let outbox: Outbox
  private let dataset = Mutex<String?>(nil)

  init(
    loop: String, cause: LedgerEvent, reactor: String, stage: RoundStage, pool: PostgresPool, outbox: Outbox,
    logger: Logger
  ) {
    self.loop = loop
    self.cause = cause
    self.reactor = reactor
    self.stage = stage
    source = "/millrace/" + reactor
    self.pool = pool
    self.outbox = outbox
    self.logger = logger
  }

  /// The round that is being decided on, once the reactor knows it; nil: one without a dataset yet.
  package var datasetID: String? {
    get { dataset.withLock { $0 } }
    set { dataset.withLock { $0 = newValue } }
  }

  /// Emits an event. Its id is derived from the reactor's name, the type and `identity`, its time is the cause's.
  ///
  /// - Parameters:
  ///   - identity: what the decision is about, the same whenever it is made again.
  ///   - round: what the whole turn of the wheel is called, its dataset's id.
  /// - Returns: the event's id.
  /// - Throws: `RoundFailure` with code `eventTooLarge` where it is over the limit of an event: the archiver would only
  ///   park it.
  @discardableResult
  package func emit<Data: EventData>(
    _ data: Data, identity: JSONValue, subject: String?, round: String?
  ) async throws -> String {
    let id = Digest.id("event", ["source": .string(source), "type": .string(Data.type), "identity": identity])
    let event = Event(
      data, id: id, source: source, subject: subject, occurredAt: cause.occurredAt, loop: loop, key: loop,
      correlationID: round, causationID: cause.id)
    guard event.dataLength <= AnswerSize.eventLimit else {
      throw RoundFailure(
        .eventTooLarge,
        "\(Data.type) would have \(event.dataLength) bytes, over the \(AnswerSize.eventLimit) of an event; this is a "
          + "fault of Millrace, unless what the loop's file names (classes, inputs, settings) is that long: shorten it")
    }
    try await outbox.send(event)
    return id
  }

  /// Waits until everything emitted so far is in the ledger.
  package func settle() async throws { try await outbox.settle() }
}
