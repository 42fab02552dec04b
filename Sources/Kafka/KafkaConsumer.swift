import CRDKafka
import Execution
import Logging
import Synchronization

/// Reads records, as a member of a group or from partitions of one's own choice.
///
/// Everything runs on the consumer's own thread. Nothing is committed unless ``commit(_:)`` is called, and an
/// offset that does not exist is an error, not a jump (`auto.offset.reset` is `error`).
///
/// ```swift
/// let consumer = try KafkaConsumer(configuration, group: "archiver", logger: logger)
/// try await consumer.subscribe(["clicks"])
/// while true {
///   let poll = try await consumer.poll(max: 1000, timeout: .seconds(1))
///   await handle(poll.messages)
///   switch poll.rebalance {
///   case .assigned(let partitions)?: try await consumer.assign(partitions.map { $0.at(.beginning) })
///   case .revoked?: try await consumer.unassign()
///   case nil: break
///   }
/// }
/// ```
public final class KafkaConsumer: Sendable {
  static let defaults = [
    "allow.auto.create.topics": "false",
    "auto.offset.reset": "error",
    "enable.auto.commit": "false",
    "enable.auto.offset.store": "false",
    "enable.partition.eof": "false",
    // Not every broker answers a waiting fetch as soon as a record comes (Tansu 0.6 does not).
    "fetch.wait.max.ms": "10",
    "partition.assignment.strategy": "range,roundrobin",
  ]

  let client: Client
  let thread = ThreadExecutor(name: "kafka-consumer")
  /// Waits for the answers to commits, so that they do not hold up polling.
  let replies = ThreadExecutor(name: "kafka-replies")
  /// The rebalance that waits for the caller's answer.
  let unanswered = Mutex<KafkaRebalance?>(nil)
  /// How many calls wait for the thread: a poll that waits gives way to them.
  let waiting = Atomic(0)

  /// Makes a consumer; the brokers are reached in the background.
  /// - Parameter group: nil where only ``assign(_:)`` is used and nothing is committed.
  /// - Throws: ``KafkaError`` when a property is unknown, malformed or contradicts another.
  public init(_ configuration: KafkaConfiguration, group: String?, logger: Logger) throws(KafkaError) {
    var defaults = Self.defaults
    // librdkafka wants a name even where no group is joined.
    defaults["group.id"] = group ?? configuration.clientID
    client = try Client(
      RD_KAFKA_CONSUMER, what: "consumer", configuration, defaults: defaults,
      events: RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_OFFSET_COMMIT,
      logger: logger)
  }

  /// Leaves the group, gives up all partitions and ends. Later calls throw.
  ///
  /// From a broker that stands still it goes without a goodbye, after some seconds: the group notices by its session.
  public func close() async {
    let client = client
    interrupt()
    _ = await replies.run(atMost: Client.patience) {}
    _ = await thread.run(atMost: Client.patience * 2) {
      try? client.use { handle, queue in Self.leave(handle, queue, until: .now + Client.patience) }
    }
    await client.destroy()
  }

  /// Lets a poll that waits return early, so that the thread gets to what is enqueued behind it.
  func interrupt() {
    try? client.use { _, queue in rd_kafka_queue_yield(queue) }
  }

  /// Runs `body` on the consumer's thread, ahead of a poll that waits.
  func perform<T: Sendable>(
    _ body: @Sendable @escaping (OpaquePointer) throws(KafkaError) -> T
  ) async throws(KafkaError) -> T {
    let client = client
    waiting.add(1, ordering: .sequentiallyConsistent)
    defer { waiting.subtract(1, ordering: .sequentiallyConsistent) }
    interrupt()
    return try await thread.run {
      Result { () throws(KafkaError) in try client.use { handle, _ throws(KafkaError) in try body(handle) } }
    }.get()
  }

  /// Says goodbye to the group; answers its last rebalances, for which no caller waits any more.
  private static func leave(
    _ handle: OpaquePointer, _ queue: OpaquePointer, until deadline: ContinuousClock.Instant
  ) {
    if let error = rd_kafka_consumer_close_queue(handle, queue) { return rd_kafka_error_destroy(error) }
    while rd_kafka_consumer_closed(handle) == 0, deadline.remaining > .zero {
      guard let event = rd_kafka_queue_poll(queue, 100) else { continue }
      if rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE { _ = rd_kafka_assign(handle, nil) }
      rd_kafka_event_destroy(event)
    }
  }
}
