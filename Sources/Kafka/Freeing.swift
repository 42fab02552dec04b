import CRDKafka

/// The last use of a client: frees it, its queue and what its log callback writes to.
///
/// `@unchecked Sendable`: librdkafka's objects may be freed from any thread, and ``Client`` makes one of
/// these only when nobody else can use them any more.
struct Freeing: @unchecked Sendable {
  let handle: OpaquePointer
  let queue: OpaquePointer
  let sink: Unmanaged<LogSink>

  func perform() {
    rd_kafka_queue_destroy(queue)
    // The consumer has said goodbye to its group in close(), or its owner chose not to.
    rd_kafka_destroy_flags(handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
    sink.release()
  }
}
