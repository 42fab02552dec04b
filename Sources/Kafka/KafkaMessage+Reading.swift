import CRDKafka

extension KafkaMessage {
  /// Copies what librdkafka owns; `topics` keeps one string per topic for a batch.
  init(_ raw: UnsafePointer<rd_kafka_message_t>, topics: inout TopicNames) {
    let message = raw.pointee
    var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
    let timestamp = rd_kafka_message_timestamp(raw, &type)
    self.init(
      topic: topics.name(of: message.rkt), partition: message.partition, offset: message.offset,
      timestamp: type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? nil : timestamp,
      key: copyBytes(message.key, message.key_len),
      value: copyBytes(message.payload, message.len),
      headers: Self.headers(of: raw))
  }

  private static func headers(of raw: UnsafePointer<rd_kafka_message_t>) -> [KafkaHeader] {
    var list: OpaquePointer?
    guard rd_kafka_message_headers(raw, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return [] }
    let count = rd_kafka_header_cnt(list)
    var headers: [KafkaHeader] = []
    headers.reserveCapacity(count)
    for index in 0..<count {
      var name: UnsafePointer<CChar>?
      var value: UnsafeRawPointer?
      var size = 0
      guard rd_kafka_header_get_all(list, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR, let name
      else { break }
      headers.append(KafkaHeader(String(cString: name), copyBytes(value, size)))
    }
    return headers
  }
}

/// nil stays nil: Kafka tells a null from an empty value.
private func copyBytes(_ pointer: UnsafeRawPointer?, _ count: Int) -> [UInt8]? {
  pointer.map { Array(UnsafeRawBufferPointer(start: $0, count: count)) }
}
