import CRDKafka

extension KafkaConsumer {
  /// Goes on reading from the given places; the partitions are assigned. Returns when the move is made.
  public func seek(_ places: [TopicPartitionOffset], timeout: Duration = .seconds(10)) async throws(KafkaError) {
    try await perform { handle throws(KafkaError) in
      try PartitionList.with(places) { list throws(KafkaError) in
        try KafkaError.check(consuming: rd_kafka_seek_partitions(handle, list, timeout.milliseconds))
        try PartitionList.check(list)
      }
    }
  }

  /// Gives no more records of these partitions until ``resume(_:)``; the group membership is kept.
  public func pause(_ partitions: [TopicPartition]) async throws(KafkaError) {
    try await perform { handle throws(KafkaError) in
      try PartitionList.with(partitions) { list throws(KafkaError) in
        try KafkaError.check(rd_kafka_pause_partitions(handle, list))
        try PartitionList.check(list)
      }
    }
  }

  /// Gives records of these partitions again, from where they stopped.
  public func resume(_ partitions: [TopicPartition]) async throws(KafkaError) {
    try await perform { handle throws(KafkaError) in
      try PartitionList.with(partitions) { list throws(KafkaError) in
        try KafkaError.check(rd_kafka_resume_partitions(handle, list))
        try PartitionList.check(list)
      }
    }
  }

  /// The next offset to be given, for those partitions of which a record was given since the assignment.
  public func position(_ partitions: [TopicPartition]) async throws(KafkaError) -> [TopicPartitionOffset] {
    try await perform { handle throws(KafkaError) in
      try PartitionList.with(partitions) { list throws(KafkaError) in
        try KafkaError.check(rd_kafka_position(handle, list))
        try PartitionList.check(list)
        return PartitionList.read(list).map(\.place).filter { $0.offset.rawValue >= 0 }
      }
    }
  }
}
