import CRDKafka
import Kafka

/// Sends records in transactions; nothing in Millrace does, but its producers may.
///
/// One task at a time may use it. `@unchecked Sendable`: librdkafka's functions may be called from any thread; the pointer
/// is set once and freed in `deinit`.
package final class TransactionalProducer: @unchecked Sendable {
  private let handle: OpaquePointer

  /// - Throws: `LaunchError` when the broker does not take transactions.
  package init(_ configuration: KafkaConfiguration, id: String) throws {
    let conf = rd_kafka_conf_new()
    var text = [CChar](repeating: 0, count: 512)
    let settings = ["bootstrap.servers": configuration.bootstrapServers, "transactional.id": id, "linger.ms": "0"]
    for (name, value) in settings.merging(configuration.properties, uniquingKeysWith: { $1 }) {
      guard rd_kafka_conf_set(conf, name, value, &text, text.count) == RD_KAFKA_CONF_OK else {
        throw LaunchError("\(name): \(TransactionalProducer.text(text))")
      }
    }
    rd_kafka_conf_set_log_cb(conf, nil)
    guard let handle = rd_kafka_new(RD_KAFKA_PRODUCER, conf, &text, text.count) else {
      throw LaunchError(TransactionalProducer.text(text))
    }
    self.handle = handle
    try check(rd_kafka_init_transactions(handle, 30_000))
  }

  deinit { rd_kafka_destroy(handle) }

  package func begin() throws { try check(rd_kafka_begin_transaction(handle)) }

  /// Sends a record and waits until the broker has it.
  package func send(_ record: KafkaRecord) throws {
    let headers = rd_kafka_headers_new(record.headers.count)
    for header in record.headers {
      let value = header.value ?? []
      _ = rd_kafka_header_add(headers, header.name, -1, value, value.count)
    }
    let (key, value) = (record.key ?? [], record.value ?? [])
    let code = crdkafka_produce(
      handle, record.topic, record.partition ?? RD_KAFKA_PARTITION_UA, key, key.count, value, value.count, headers, 0,
      nil)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw LaunchError(String(cString: rd_kafka_err2str(code))) }
    let flushed = rd_kafka_flush(handle, 30_000)
    guard flushed == RD_KAFKA_RESP_ERR_NO_ERROR else { throw LaunchError(String(cString: rd_kafka_err2str(flushed))) }
  }

  package func commit() throws { try check(rd_kafka_commit_transaction(handle, 30_000)) }

  package func abort() throws { try check(rd_kafka_abort_transaction(handle, 30_000)) }

  private static func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private func check(_ error: OpaquePointer?) throws {
    guard let error else { return }
    defer { rd_kafka_error_destroy(error) }
    throw LaunchError(
      "\(String(cString: rd_kafka_error_name(error))): \(String(cString: rd_kafka_error_string(error)))")
  }
}
