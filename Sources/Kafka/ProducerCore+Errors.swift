import CRDKafka
import Logging

extension ProducerCore {
  /// Takes note of an error event: a fatal one is kept for every later sender, the others are logged.
  func note(errorOf event: OpaquePointer, _ handle: OpaquePointer) {
    let code = rd_kafka_event_error(event)
    guard code == RD_KAFKA_RESP_ERR__FATAL || rd_kafka_event_error_is_fatal(event) != 0 else {
      let error = KafkaError(code, detail: String(cString: rd_kafka_event_error_string(event)))
      logger.warning("producer error", metadata: ["error": "\(error)"])
      return
    }
    var text = [CChar](repeating: 0, count: 512)
    let cause = rd_kafka_fatal_error(handle, &text, text.count)
    var error = KafkaError(cause, detail: String(nullTerminated: text), isFatal: true)
    error.message += ". The order of records can no longer be kept: close this producer and make a new one."
    keep(fatal: error)
    logger.critical("producer failed for good", metadata: ["error": "\(error)"])
  }
}
