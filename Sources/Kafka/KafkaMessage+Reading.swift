import CRDKafka
import Glibc

extension KafkaMessage {
  /// Copies what librdkafka owns; `topics` keeps one string per topic for a batch.
  init(_ raw: UnsafePointer<rd_kafka_message_t>, topics: inout TopicNames) {
    let message = raw.pointee
    var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
    let timestamp = rd_kafka_message_timestamp(raw, &type)
    self.init(
      topic: topics.name(of: message.rkt), partition: message.partition, offset: message.offset,
      timestamp: type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? nil : timestamp,
      value: bytes(message.payload, message.len).map { Array($0) },
      fields: Self.fields(of: raw, key: bytes(message.key, message.key_len)))
  }

  private static func fields(
    of raw: UnsafePointer<rd_kafka_message_t>, key: UnsafeBufferPointer<UInt8>?
  ) -> PackedFields {
    var list: OpaquePointer?
    let error = rd_kafka_message_headers(raw, &list)
    guard error == RD_KAFKA_RESP_ERR_NO_ERROR, let list else {
      return PackedFields(key: key, capacity: key?.count ?? 0)
    }
    let count = rd_kafka_header_cnt(list)
    // About as much as attributes take.
    var fields = PackedFields(key: key, capacity: (key?.count ?? 0) + 48 * count)
    for index in 0..<count {
      var name: UnsafePointer<CChar>?
      var value: UnsafeRawPointer?
      var size = 0
      guard rd_kafka_header_get_all(list, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR,
        let text = bytes(name, name.map { strlen($0) } ?? 0)
      else { break }
      fields.append(header: text, bytes(value, size))
    }
    return fields
  }
}

/// nil stays nil: Kafka tells a null from an empty value.
private func bytes(_ pointer: UnsafeRawPointer?, _ count: Int) -> UnsafeBufferPointer<UInt8>? {
  pointer.map { UnsafeBufferPointer(start: $0.assumingMemoryBound(to: UInt8.self), count: count) }
}
