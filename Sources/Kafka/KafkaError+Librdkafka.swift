import CRDKafka

extension KafkaError {
  /// An error of librdkafka; `detail` is its sentence about this very case, where it has one.
  init(
    _ code: rd_kafka_resp_err_t, detail: String? = nil, isFatal: Bool = false, topic: String? = nil,
    partition: Int32? = nil
  ) {
    let code = Code(code)
    let sentence = [detail ?? code.summary, code.mending].compactMap(\.self).joined(separator: ". ")
    self.init(code: code, message: sentence, isFatal: isFatal, topic: topic, partition: partition)
  }

  /// Takes over and frees an error object; nil where there is none.
  init?(consuming error: OpaquePointer?) {
    guard let error else { return nil }
    defer { rd_kafka_error_destroy(error) }
    self.init(
      rd_kafka_error_code(error), detail: String(cString: rd_kafka_error_string(error)),
      isFatal: rd_kafka_error_is_fatal(error) != 0)
    isRetriable = isRetriable || rd_kafka_error_is_retriable(error) != 0
  }

  /// Throws what librdkafka returned, unless it is success.
  static func check(_ code: rd_kafka_resp_err_t, _ detail: @autoclosure () -> String? = nil) throws(KafkaError) {
    guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
    throw KafkaError(code, detail: detail())
  }

  static func check(consuming error: OpaquePointer?) throws(KafkaError) {
    if let error = KafkaError(consuming: error) { throw error }
  }

  static func closed(_ what: String) -> KafkaError {
    KafkaError(code: .closed, message: "The \(what) is closed. Make a new one.")
  }
}
