import CRDKafka

extension KafkaAdmin {
  /// Creates topics, and waits until the brokers know them.
  /// - Returns: what became of each, by name.
  /// - Throws: ``KafkaError`` when the request as a whole failed, or a topic cannot be asked for.
  public func createTopics(
    _ topics: [KafkaTopic], timeout: Duration = .seconds(30)
  ) async throws(KafkaError) -> [String: KafkaCreation] {
    guard !topics.isEmpty else { return [:] }
    return try await perform { handle throws(KafkaError) in
      var requests: [OpaquePointer?] = []
      defer { rd_kafka_NewTopic_destroy_array(&requests, requests.count) }
      for topic in topics { requests.append(try Self.request(for: topic)) }
      return try Self.request(handle, RD_KAFKA_ADMIN_OP_CREATETOPICS, timeout) { options, queue in
        rd_kafka_CreateTopics(handle, &requests, requests.count, options, queue)
      } read: { event in
        var count = 0
        let results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
        return Self.outcomes(results, count).mapValues { error in
          guard let error else { return .created }
          return error.code == .topicAlreadyExists ? .alreadyExists : .failed(error)
        }
      }
    }
  }

  /// Deletes topics with all their records.
  /// - Returns: what became of each, by name.
  public func deleteTopics(
    _ names: [String], timeout: Duration = .seconds(30)
  ) async throws(KafkaError) -> [String: KafkaDeletion] {
    guard !names.isEmpty else { return [:] }
    return try await perform { handle throws(KafkaError) in
      var requests = names.map { rd_kafka_DeleteTopic_new($0) }
      defer { rd_kafka_DeleteTopic_destroy_array(&requests, requests.count) }
      return try Self.request(handle, RD_KAFKA_ADMIN_OP_DELETETOPICS, timeout) { options, queue in
        rd_kafka_DeleteTopics(handle, &requests, requests.count, options, queue)
      } read: { event in
        var count = 0
        let results = rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count)
        return Self.outcomes(results, count).mapValues { error in
          guard let error else { return .deleted }
          return error.code == .unknownTopicOrPartition ? .missing : .failed(error)
        }
      }
    }
  }

  private static func request(for topic: KafkaTopic) throws(KafkaError) -> OpaquePointer {
    var text = [CChar](repeating: 0, count: 512)
    guard
      let request = rd_kafka_NewTopic_new(
        topic.name, Int32(clamping: topic.partitions), Int32(clamping: topic.replication ?? -1), &text, text.count)
    else {
      throw KafkaError(
        code: .invalidArgument, message: "Cannot ask for this topic: \(String(nullTerminated: text)).",
        topic: topic.name)
    }
    for (name, value) in topic.config.sorted(by: { $0.key < $1.key }) {
      let status = rd_kafka_NewTopic_set_config(request, name, value)
      guard status != RD_KAFKA_RESP_ERR_NO_ERROR else { continue }
      rd_kafka_NewTopic_destroy(request)
      throw KafkaError(status, detail: "Topic property \(name) cannot be \(value)", topic: topic.name)
    }
    return request
  }

  private static func outcomes(
    _ results: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int
  ) -> [String: KafkaError?] {
    var outcomes: [String: KafkaError?] = [:]
    for index in 0..<count {
      guard let result = results?[index] else { continue }
      let name = String(cString: rd_kafka_topic_result_name(result))
      let code = rd_kafka_topic_result_error(result)
      let detail = rd_kafka_topic_result_error_string(result).map { String(cString: $0) }
      let error = code == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : KafkaError(code, detail: detail, topic: name)
      outcomes.updateValue(error, forKey: name)
    }
    return outcomes
  }
}
