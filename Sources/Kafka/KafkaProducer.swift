import CRDKafka
import Execution
import Logging

/// Sends records and says what became of each: idempotent, acknowledged by all in-sync replicas.
///
/// Nothing is lost silently: each record ends as a delivery or as an error. When the queue (64 MiB, or
/// `queue.buffering.max.messages`) is full, senders wait. A fatal error is given to every later sender.
///
/// ```swift
/// let producer = try KafkaProducer(configuration, logger: logger)
/// let delivery = try await producer.send(KafkaRecord(topic: "clicks", key: key, value: body))
/// await producer.close()
/// ```
public final class KafkaProducer: Sendable {
  static let defaults = [
    "acks": "all",
    "enable.idempotence": "true",
    "linger.ms": "5",
    "queue.buffering.max.kbytes": "65536",
    "queue.buffering.max.messages": "100000",
  ]

  let core: ProducerCore

  /// Makes a producer; the brokers are reached in the background.
  /// - Throws: ``KafkaError`` when a property is unknown, malformed or contradicts another.
  public init(_ configuration: KafkaConfiguration, logger: Logger) throws(KafkaError) {
    core = try ProducerCore(configuration, logger: logger)
    core.start()
  }

  deinit {
    core.stop()
  }

  /// Sends records and waits for all of them; the results stand in the records' order.
  ///
  /// Records of one call, and of calls one after another, keep their order within a partition. Cancelling
  /// the task does not take back what was sent: `message.timeout.ms` bounds the wait.
  public func send(_ records: [KafkaRecord]) async -> [Result<KafkaDelivery, KafkaError>] {
    guard !records.isEmpty else { return [] }
    return await core.send(records)
  }

  /// Sends records and calls back once, on a thread of the producer's or at once, when all have ended; the results
  /// stand in the records' order.
  ///
  /// The same as `send`, for those who have no task to wait in: it never waits, so what finds the queue full
  /// fails with a retriable error. The callback has to be quick.
  public func submit(
    _ records: [KafkaRecord], then callback: @escaping @Sendable ([Result<KafkaDelivery, KafkaError>]) -> Void
  ) {
    guard !records.isEmpty else { return callback([]) }
    core.submit(records, callback)
  }

  /// Sends one record and waits for its delivery.
  public func send(_ record: KafkaRecord) async throws(KafkaError) -> KafkaDelivery {
    try await send([record])[0].get()
  }

  /// Waits until every `send` that is under way has ended, without lingering for fuller batches.
  /// - Throws: a timed-out ``KafkaError``; the records stay queued and are still being sent.
  public func flush(timeout: Duration) async throws(KafkaError) {
    try await core.flush(until: .now + timeout)
  }

  /// Takes no new records, gives those under way the time to be delivered, fails the rest, and ends.
  public func close(flushing: Duration = .seconds(10)) async {
    await core.close(flushing: flushing)
  }

  /// Takes no new records and fails those under way, without waiting for that: some of them may have been stored.
  public func abandon() { core.stop() }

  /// How many `send` calls wait for deliveries at the moment.
  public var sending: Int {
    core.sending
  }

  /// The error after which this producer is of no more use; nil while all is well.
  public var fatalError: KafkaError? {
    core.fatal
  }
}
