import CRDKafka
import Synchronization

extension KafkaConsumer {
  /// Waits for records, a rebalance or an error, up to `timeout`, and returns what is there, up to `max`
  /// records or about `bytes` bytes of bodies, without waiting for more.
  ///
  /// One caller at a time. After a rebalance, call ``assign(_:)`` or ``unassign()`` first.
  /// - Throws: ``KafkaError`` when the consumer is closed or a rebalance waits for its answer;
  ///   `CancellationError` when the task is cancelled and nothing was found.
  public func poll(max: Int, bytes: Int = .max, timeout: Duration) async throws -> KafkaPoll {
    precondition(max > 0, "poll(max:timeout:) takes at least one record")
    if let rebalance = unanswered.withLock(\.self) {
      throw KafkaError(
        code: .state,
        message: "The rebalance \(rebalance) has no answer. Call assign(_:) or unassign() before the next poll.")
    }
    let deadline = ContinuousClock.now + timeout
    let cancelled = CancelFlag()
    return try await withTaskCancellationHandler {
      while true {
        let result = await thread.run { [self] in pump(max: max, bytes: bytes, until: deadline, cancelled) }
        if let poll = try result.get() { return poll }
        try Task.checkCancellation()
      }
    } onCancel: {
      cancelled.set()
      interrupt()
    }
  }

  /// One wait on the thread; nil when it gave way to another call or was cancelled.
  private func pump(
    max: Int, bytes: Int, until deadline: ContinuousClock.Instant, _ cancelled: CancelFlag
  ) -> Result<KafkaPoll?, KafkaError> {
    Result { () throws(KafkaError) in
      try client.use { handle, queue in
        var poll = KafkaPoll()
        var topics = TopicNames()
        var (counted, room) = (0, bytes)
        while poll.messages.count < max, room > 0, poll.rebalance == nil {
          let givesWay = cancelled.isSet || waiting.load(ordering: .sequentiallyConsistent) > 0
          let wait = poll.isEmpty && !givesWay ? deadline.remaining.milliseconds : 0
          guard let event = rd_kafka_queue_poll(queue, wait) else {
            if !poll.isEmpty { return poll }
            if givesWay { return nil }
            if deadline.remaining == .zero { return poll }
            continue
          }
          take(event, into: &poll, &topics, handle)
          rd_kafka_event_destroy(event)
          for message in poll.messages[counted...] { room -= message.value?.count ?? 0 }
          counted = poll.messages.count
        }
        return poll
      }
    }
  }

  private func take(
    _ event: OpaquePointer, into poll: inout KafkaPoll, _ topics: inout TopicNames, _ handle: OpaquePointer
  ) {
    switch rd_kafka_event_type(event) {
    case RD_KAFKA_EVENT_FETCH:
      while let message = rd_kafka_event_message_next(event) {
        poll.messages.append(KafkaMessage(message, topics: &topics))
      }
    case RD_KAFKA_EVENT_REBALANCE: take(rebalance: event, into: &poll, handle)
    case RD_KAFKA_EVENT_ERROR: take(error: event, into: &poll, handle)
    default: break
    }
  }

  private func take(rebalance event: OpaquePointer, into poll: inout KafkaPoll, _ handle: OpaquePointer) {
    let partitions = PartitionList.read(rd_kafka_event_topic_partition_list(event)).map(\.place.topicPartition)
    switch rd_kafka_event_error(event) {
    case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS:
      poll.rebalance = .assigned(partitions)
    case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS:
      poll.rebalance = .revoked(partitions, lost: rd_kafka_assignment_lost(handle) != 0)
    case let code:
      // The group failed: librdkafka wants the assignment given up, and joins again.
      poll.errors.append(KafkaError(code, detail: String(cString: rd_kafka_event_error_string(event))))
      rd_kafka_assign(handle, nil)
    }
    unanswered.withLock { $0 = poll.rebalance }
  }

  private func take(error event: OpaquePointer, into poll: inout KafkaPoll, _ handle: OpaquePointer) {
    let code = rd_kafka_event_error(event)
    let detail = String(cString: rd_kafka_event_error_string(event))
    var place: TopicPartitionOffset?
    if let partition = rd_kafka_event_topic_partition(event) {
      let raw = partition.pointee
      place = TopicPartitionOffset(String(cString: raw.topic), raw.partition, KafkaOffset(raw.offset))
      rd_kafka_topic_partition_destroy(partition)
    }
    if code == RD_KAFKA_RESP_ERR__PARTITION_EOF, let place { return poll.ends.append(place) }
    poll.errors.append(
      KafkaError(
        code, detail: detail, isFatal: rd_kafka_event_error_is_fatal(event) != 0,
        topic: place?.topic ?? Self.topic(named: detail), partition: place?.partition))
  }

  /// librdkafka gives the topic of this one error in its sentence only.
  private static func topic(named detail: String) -> String? {
    let lead = "Subscribed topic not available: "
    guard detail.hasPrefix(lead) else { return nil }
    return detail.dropFirst(lead.count).split(separator: ":").first.map(String.init)
  }
}
