import CRDKafka

extension KafkaAdmin {
  /// Describes topics: for each, by name, its partitions and id, or why not (such as that there is none).
  public func describeTopics(
    _ names: [String], timeout: Duration = .seconds(10)
  ) async throws(KafkaError) -> [String: Result<KafkaTopicDescription, KafkaError>] {
    guard !names.isEmpty else { return [:] }
    return try await perform { handle throws(KafkaError) in
      try Self.withCollection(names) { collection throws(KafkaError) in
        try Self.request(handle, RD_KAFKA_ADMIN_OP_DESCRIBETOPICS, timeout) { options, queue in
          rd_kafka_DescribeTopics(handle, collection, options, queue)
        } read: { event in
          var count = 0
          let answer = rd_kafka_event_DescribeTopics_result(event)
          let topics = rd_kafka_DescribeTopics_result_topics(answer, &count)
          let described = (0..<count).compactMap { topics?[$0].map(Self.describe) }
          return Dictionary(described, uniquingKeysWith: { first, _ in first })
        }
      }
    }
  }

  private static func withCollection<T>(
    _ names: [String], _ body: (OpaquePointer?) throws(KafkaError) -> T
  ) throws(KafkaError) -> T {
    let copies = names.map { name in
      let bytes = name.utf8CString
      let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: bytes.count)
      _ = copy.initialize(from: bytes)
      return copy
    }
    defer { for copy in copies { copy.deallocate() } }
    var pointers = copies.map { UnsafePointer($0.baseAddress) }
    let collection = rd_kafka_TopicCollection_of_topic_names(&pointers, pointers.count)
    defer { rd_kafka_TopicCollection_destroy(collection) }
    return try body(collection)
  }

  private static func describe(
    _ topic: OpaquePointer
  ) -> (String, Result<KafkaTopicDescription, KafkaError>) {
    let name = String(cString: rd_kafka_TopicDescription_name(topic))
    if let error = rd_kafka_TopicDescription_error(topic),
      rd_kafka_error_code(error) != RD_KAFKA_RESP_ERR_NO_ERROR
    {
      let detail = String(cString: rd_kafka_error_string(error))
      return (name, .failure(KafkaError(rd_kafka_error_code(error), detail: detail, topic: name)))
    }
    var partitions = 0
    _ = rd_kafka_TopicDescription_partitions(topic, &partitions)
    return (name, .success(KafkaTopicDescription(name: name, id: id(of: topic), partitions: partitions)))
  }

  /// In the form of Kafka's own tools: base64 for URLs, without padding.
  private static func id(of topic: OpaquePointer) -> String? {
    guard let id = rd_kafka_TopicDescription_topic_id(topic),
      rd_kafka_Uuid_most_significant_bits(id) != 0 || rd_kafka_Uuid_least_significant_bits(id) != 0,
      let text = rd_kafka_Uuid_base64str(id)
    else { return nil }
    return String(String(cString: text).map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
  }
}
