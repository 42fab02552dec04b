import CRDKafka

/// Lists of partitions as librdkafka takes and gives them.
enum PartitionList {
  typealias Pointer = UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

  /// Runs `body` with a list that is freed afterwards.
  static func with<T>(
    _ places: [TopicPartitionOffset], _ body: (Pointer) throws(KafkaError) -> T
  ) throws(KafkaError) -> T {
    // librdkafka aborts by itself where memory ends, and gives null for no other reason.
    guard let list = rd_kafka_topic_partition_list_new(Int32(places.count)) else {
      fatalError("rd_kafka_topic_partition_list_new returned no list")
    }
    defer { rd_kafka_topic_partition_list_destroy(list) }
    for place in places {
      rd_kafka_topic_partition_list_add(list, place.topic, place.partition).pointee.offset = place.offset.rawValue
    }
    return try body(list)
  }

  static func with<T>(
    _ partitions: [TopicPartition], _ body: (Pointer) throws(KafkaError) -> T
  ) throws(KafkaError) -> T {
    try with(partitions.map { $0.at(KafkaOffset(rawValue: Int64(RD_KAFKA_OFFSET_INVALID))) }, body)
  }

  /// Every partition with its offset and, where it has one, its error.
  static func read(_ list: Pointer?) -> [(place: TopicPartitionOffset, error: KafkaError?)] {
    guard let list, let elements = list.pointee.elems else { return [] }
    return (0..<Int(list.pointee.cnt)).map { index in
      let element = elements[index]
      let topic = String(cString: element.topic)
      let place = TopicPartitionOffset(topic, element.partition, KafkaOffset(element.offset))
      guard element.err != RD_KAFKA_RESP_ERR_NO_ERROR else { return (place, nil) }
      return (place, KafkaError(element.err, topic: topic, partition: element.partition))
    }
  }

  /// Throws the first error that stands at a partition.
  static func check(_ list: Pointer?) throws(KafkaError) {
    for (_, error) in read(list) {
      if let error { throw error }
    }
  }
}
