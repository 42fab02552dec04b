import CRDKafka
import Execution
import Logging
import Synchronization

/// What a producer's senders and its polling thread share.
final class ProducerCore: Sendable {
  private struct State {
    var accepting = true
    var sending = 0
    var fatal: KafkaError?
  }

  let client: Client
  let room = RoomGate()
  let logger: Logger
  private let poller = ThreadExecutor(name: "kafka-producer")
  private let flusher = ThreadExecutor(name: "kafka-flush")
  private let state = Mutex(State())
  private let stopping = Atomic(false)

  init(_ configuration: KafkaConfiguration, logger: Logger) throws(KafkaError) {
    self.logger = logger
    client = try Client(
      RD_KAFKA_PRODUCER, what: "producer", configuration, defaults: KafkaProducer.defaults,
      events: RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR, logger: logger)
  }

  var sending: Int { state.withLock(\.sending) }

  var fatal: KafkaError? { state.withLock(\.fatal) }

  /// Keeps the first fatal error for every later sender.
  func keep(fatal error: KafkaError) {
    state.withLock { $0.fatal = $0.fatal ?? error }
  }

  func start() {
    poller.submit { [self] in poll() }
  }

  /// Fails what is not delivered yet and ends the polling thread, without waiting for that.
  func stop() {
    state.withLock { $0.accepting = false }
    stopping.store(true, ordering: .releasing)
    try? client.use { _, queue in rd_kafka_queue_yield(queue) }
  }

  func send(_ records: [KafkaRecord]) async -> [DeliveryBatch.Outcome] {
    if let refusal = enter() { return records.map { _ in .failure(refusal) } }
    defer { state.withLock { $0.sending -= 1 } }

    let batch = DeliveryBatch(records)
    var next = 0
    while next < records.count {
      let epoch = room.epoch
      do {
        try client.use { handle, _ in next = produce(records, from: next, in: batch, handle) }
      } catch {
        for index in next..<records.count { batch.complete(index, .failure(error)) }
        break
      }
      if next < records.count { await room.wait(after: epoch) }
    }
    return await batch.outcomes()
  }

  /// As `send`, without waiting: neither for the deliveries nor for room in the queue.
  func submit(_ records: [KafkaRecord], _ callback: @escaping @Sendable ([DeliveryBatch.Outcome]) -> Void) {
    if let refusal = enter() { return callback(records.map { _ in .failure(refusal) }) }
    let batch = DeliveryBatch(records)
    do {
      var next = 0
      try client.use { handle, _ in next = produce(records, from: 0, in: batch, handle) }
      for index in next..<records.count { batch.complete(index, .failure(full(records[index]))) }
    } catch {
      for index in records.indices { batch.complete(index, .failure(error)) }
    }
    batch.onOutcomes { outcomes in
      self.state.withLock { $0.sending -= 1 }
      callback(outcomes)
    }
  }

  private func full(_ record: KafkaRecord) -> KafkaError {
    KafkaError(RD_KAFKA_RESP_ERR__QUEUE_FULL, topic: record.topic, partition: record.partition)
  }

  /// Counts a sender in; a refusal where there is nothing to be sent any more.
  private func enter() -> KafkaError? {
    state.withLock { state in
      if let fatal = state.fatal { return fatal }
      guard state.accepting else { return .closed("producer") }
      state.sending += 1
      return nil
    }
  }

  func flush(until deadline: ContinuousClock.Instant) async throws(KafkaError) {
    while sending > 0 {
      guard deadline.remaining > .zero else {
        throw KafkaError(
          code: .timedOut,
          message: "\(sending) sends are still waiting for the brokers. Check that they are reachable, or wait longer.")
      }
      let client = client
      let slice = min(deadline.remaining, .milliseconds(50)).milliseconds
      let started = ContinuousClock.now
      await flusher.run { _ = try? client.use { handle, _ in rd_kafka_flush(handle, slice) } }
      // An empty queue while a sender is on its way in: let it run rather than spin.
      if started.duration(to: .now) < .milliseconds(1) { try? await Task.sleep(for: .milliseconds(1)) }
    }
  }

  func close(flushing: Duration) async {
    state.withLock { $0.accepting = false }
    do { try await flush(until: .now + flushing) } catch {
      logger.warning("producer closed with records undelivered", metadata: ["sends": "\(sending)"])
    }
    stop()
    await poller.run {}
    await client.destroy()
  }

  /// The polling thread: delivery reports and errors, until it is stopped and every record is answered.
  private func poll() {
    var purged = false
    try? client.use { handle, queue in
      while true {
        if stopping.load(ordering: .acquiring) {
          rd_kafka_purge(handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
          purged = true
        }
        if let event = rd_kafka_queue_poll(queue, purged ? 10 : 500) {
          serve(event, handle)
          rd_kafka_event_destroy(event)
        }
        room.open()
        if purged, sending == 0, rd_kafka_outq_len(handle) == 0 { break }
      }
    }
  }

  private func serve(_ event: OpaquePointer, _ handle: OpaquePointer) {
    switch rd_kafka_event_type(event) {
    case RD_KAFKA_EVENT_DR:
      let fatal = fatal
      while let message = rd_kafka_event_message_next(event) { DeliveryBatch.report(message, fatal: fatal) }
    case RD_KAFKA_EVENT_ERROR:
      note(errorOf: event, handle)
    default: break
    }
  }
}
