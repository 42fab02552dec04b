import CRDKafka
import Logging

extension ProducerCore {
  /// Hands records to librdkafka, from `start` on, and returns the index of the first that found the queue
  /// full, or the count. What librdkafka refuses for good is completed as failed.
  func produce(
    _ records: [KafkaRecord], from start: Int, in batch: DeliveryBatch, _ handle: OpaquePointer
  ) -> Int {
    for index in start..<records.count {
      let code = Self.produce(records[index], batch.opaque(index), handle)
      if code == RD_KAFKA_RESP_ERR_NO_ERROR { continue }
      if code == RD_KAFKA_RESP_ERR__QUEUE_FULL { return index }
      if code == RD_KAFKA_RESP_ERR__FATAL, let fatal {
        batch.complete(index, .failure(fatal))
      } else {
        let record = records[index]
        batch.complete(index, .failure(KafkaError(code, topic: record.topic, partition: record.partition)))
      }
    }
    return records.count
  }

  private static func produce(
    _ record: KafkaRecord, _ opaque: UnsafeMutableRawPointer, _ handle: OpaquePointer
  ) -> rd_kafka_resp_err_t {
    let headers = headers(of: record)
    let code = withBytes(record.key) { key, keySize in
      withBytes(record.value) { value, valueSize in
        crdkafka_produce(
          handle, record.topic, record.partition ?? RD_KAFKA_PARTITION_UA, key, keySize, value, valueSize, headers,
          record.timestamp ?? 0, opaque)
      }
    }
    if code != RD_KAFKA_RESP_ERR_NO_ERROR, let headers { rd_kafka_headers_destroy(headers) }
    return code
  }

  private static func headers(of record: KafkaRecord) -> OpaquePointer? {
    guard !record.headers.isEmpty else { return nil }
    let list = rd_kafka_headers_new(record.headers.count)
    for header in record.headers {
      withBytes(header.value) { value, size in
        _ = rd_kafka_header_add(list, header.name, -1, value, size)
      }
    }
    return list
  }

  /// nil bytes give a null pointer, empty ones a pointer to nothing: Kafka tells them apart.
  private static func withBytes<T>(_ bytes: [UInt8]?, _ body: (UnsafeRawPointer?, Int) -> T) -> T {
    guard let bytes else { return body(nil, 0) }
    return bytes.withUnsafeBytes { body($0.baseAddress ?? UnsafeRawPointer(bitPattern: 1), $0.count) }
  }
}
