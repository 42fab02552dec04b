import CRDKafka
import Execution

extension KafkaAdmin {
  /// Runs `body` on the admin client's thread. A caller that is cancelled does not wait for a broker's answer.
  func perform<T: Sendable>(
    _ body: @Sendable @escaping (OpaquePointer) throws(KafkaError) -> T
  ) async throws(KafkaError) -> T {
    let client = client
    let answer = await thread.runUnlessCancelled {
      Result { () throws(KafkaError) in try client.use { handle, _ throws(KafkaError) in try body(handle) } }
    }
    guard let answer else {
      throw KafkaError(code: .timedOut, message: "Nobody waits for the answer any more: the task was cancelled.")
    }
    return try answer.get()
  }

  /// Sends one admin request and waits for its answer; to be called on the thread.
  /// - Parameters:
  ///   - send: is given the request's options and the queue that its answer is to come to.
  ///   - read: is given the answer, when the request as a whole did not fail.
  static func request<T>(
    _ handle: OpaquePointer, _ operation: rd_kafka_admin_op_t, _ timeout: Duration,
    send: (_ options: OpaquePointer?, _ queue: OpaquePointer?) -> Void,
    read: (_ answer: OpaquePointer) throws(KafkaError) -> T
  ) throws(KafkaError) -> T {
    var text = [CChar](repeating: 0, count: 512)
    let options = rd_kafka_AdminOptions_new(handle, operation)
    defer { rd_kafka_AdminOptions_destroy(options) }
    var status = rd_kafka_AdminOptions_set_request_timeout(options, timeout.milliseconds, &text, text.count)
    if operation == RD_KAFKA_ADMIN_OP_CREATETOPICS || operation == RD_KAFKA_ADMIN_OP_DELETETOPICS,
      status == RD_KAFKA_RESP_ERR_NO_ERROR
    {
      // Brokers answer when the change has spread.
      status = rd_kafka_AdminOptions_set_operation_timeout(options, timeout.milliseconds, &text, text.count)
    }
    try KafkaError.check(status, String(nullTerminated: text))

    let queue = rd_kafka_queue_new(handle)
    defer { rd_kafka_queue_destroy(queue) }
    send(options, queue)
    // The request itself ends at its timeout.
    guard let event = rd_kafka_queue_poll(queue, (timeout + .seconds(5)).milliseconds) else {
      throw KafkaError(code: .timedOut, message: "No answer in \(timeout). \(KafkaError.Code.transport.mending ?? "")")
    }
    defer { rd_kafka_event_destroy(event) }
    try KafkaError.check(rd_kafka_event_error(event), String(cString: rd_kafka_event_error_string(event)))
    return try read(event)
  }
}
