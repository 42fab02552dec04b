import CRDKafka

extension KafkaConsumer {
  /// Commits for the group, and returns when the broker has it. An offset is that of the next record to read.
  ///
  /// Polling goes on meanwhile.
  /// - Throws: the first error of a partition, or that of the whole commit.
  public func commit(_ places: [TopicPartitionOffset], timeout: Duration = .seconds(30)) async throws(KafkaError) {
    guard !places.isEmpty else { return }
    let client = client
    try await replies.run {
      Result { () throws(KafkaError) in
        try client.use { handle, _ throws(KafkaError) in try Self.commit(places, timeout, handle) }
      }
    }.get()
  }

  /// What the group committed, for those partitions that have something.
  public func committed(
    _ partitions: [TopicPartition], timeout: Duration = .seconds(10)
  ) async throws(KafkaError) -> [TopicPartitionOffset] {
    let client = client
    return try await replies.run {
      Result { () throws(KafkaError) in
        try client.use { handle, _ throws(KafkaError) in
          try PartitionList.with(partitions) { list throws(KafkaError) in
            try KafkaError.check(rd_kafka_committed(handle, list, timeout.milliseconds))
            try PartitionList.check(list)
            return PartitionList.read(list).map(\.place).filter { $0.offset.rawValue >= 0 }
          }
        }
      }
    }.get()
  }

  private static func commit(
    _ places: [TopicPartitionOffset], _ timeout: Duration, _ handle: OpaquePointer
  ) throws(KafkaError) {
    let queue = rd_kafka_queue_new(handle)
    defer { rd_kafka_queue_destroy(queue) }
    try PartitionList.with(places) { list throws(KafkaError) in
      try KafkaError.check(rd_kafka_commit_queue(handle, list, queue, nil, nil))
    }
    guard let event = rd_kafka_queue_poll(queue, timeout.milliseconds) else {
      throw KafkaError(
        code: .timedOut, message: "No answer to the commit in \(timeout). It may still take effect; commit again.")
    }
    defer { rd_kafka_event_destroy(event) }
    let partitions = rd_kafka_event_topic_partition_list(event)
    try PartitionList.check(partitions)
    try KafkaError.check(rd_kafka_event_error(event))
  }
}
