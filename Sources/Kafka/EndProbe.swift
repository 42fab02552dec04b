import CRDKafka
import Logging

/// Asks for the ends of partitions by fetching from them, with a consumer made for each question: connecting
/// anew takes about 10 ms, whereas a consumer that rested fetches again only after up to a second.
struct EndProbe: Sendable {
  typealias Marks = [TopicPartition: Result<KafkaWatermarks, KafkaError>]

  private static let defaults = [
    "auto.offset.reset": "error",
    "enable.auto.commit": "false",
    "enable.auto.offset.store": "false",
    "enable.partition.eof": "true",
    "fetch.message.max.bytes": "4096",
    "fetch.queue.backoff.ms": "10",
    "fetch.wait.max.ms": "10",
  ]

  let configuration: KafkaConfiguration
  let logger: Logger

  /// Raises high marks to what a fetch from there says. Partitions without an answer in time become errors.
  /// - Parameter committed: records of open transactions do not count.
  func confirm(_ marks: Marks, committed: Bool, until deadline: ContinuousClock.Instant) throws(KafkaError) -> Marks {
    var confirmed = marks
    var open: [TopicPartition: KafkaWatermarks] = [:]
    for (partition, mark) in marks {
      if case .success(let mark) = mark, mark.high > mark.low { open[partition] = mark }
    }
    guard !open.isEmpty else { return marks }
    try consumer(committed: committed).use { handle, queue throws(KafkaError) in
      let places = open.map { $0.key.at(KafkaOffset($0.value.high)) }
      try PartitionList.with(places) { list throws(KafkaError) in try KafkaError.check(rd_kafka_assign(handle, list)) }
      while !open.isEmpty, deadline.remaining > .zero {
        guard let event = rd_kafka_queue_poll(queue, deadline.remaining.milliseconds) else { continue }
        defer { rd_kafka_event_destroy(event) }
        guard let (partition, end, error) = Self.answer(event), let mark = open[partition] else { continue }
        if let error {
          guard !error.isRetriable else { continue }
          confirmed[partition] = .failure(error)
        } else {
          // The fetch behind this event has set it. Where transactions are open, the end is what that fetch came to.
          var (low, high): (Int64, Int64) = (0, end ?? 0)
          if end == nil || !committed {
            rd_kafka_get_watermark_offsets(handle, partition.topic, partition.partition, &low, &high)
          }
          confirmed[partition] = .success(KafkaWatermarks(low: mark.low, high: max(mark.high, high)))
        }
        open[partition] = nil
      }
    }
    for partition in open.keys {
      confirmed[partition] = .failure(
        KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, topic: partition.topic, partition: partition.partition))
    }
    return confirmed
  }

  private func consumer(committed: Bool) throws(KafkaError) -> Client {
    var defaults = Self.defaults
    defaults["isolation.level"] = committed ? "read_committed" : "read_uncommitted"
    defaults["group.id"] = configuration.clientID
    return try Client(
      RD_KAFKA_CONSUMER, what: "admin client", configuration, defaults: defaults,
      events: RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_ERROR, logger: logger)
  }

  /// The partition that an event is about, and where it ends if the event says so; the error is nil for records and for
  /// the end of a partition.
  private static func answer(_ event: OpaquePointer) -> (TopicPartition, end: Int64?, KafkaError?)? {
    if rd_kafka_event_type(event) == RD_KAFKA_EVENT_FETCH {
      guard let message = rd_kafka_event_message_next(event)?.pointee else { return nil }
      return (TopicPartition(String(cString: rd_kafka_topic_name(message.rkt)), message.partition), nil, nil)
    }
    guard rd_kafka_event_type(event) == RD_KAFKA_EVENT_ERROR,
      let place = rd_kafka_event_topic_partition(event)
    else { return nil }
    defer { rd_kafka_topic_partition_destroy(place) }
    let partition = TopicPartition(String(cString: place.pointee.topic), place.pointee.partition)
    let code = rd_kafka_event_error(event)
    guard code != RD_KAFKA_RESP_ERR__PARTITION_EOF else { return (partition, place.pointee.offset, nil) }
    let detail = String(cString: rd_kafka_event_error_string(event))
    return (partition, nil, KafkaError(code, detail: detail, topic: partition.topic, partition: partition.partition))
  }
}
