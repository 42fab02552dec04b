import CRDKafka

extension KafkaConsumer {
  /// Joins the group for these topics; what it gives arrives as rebalances in ``poll(max:timeout:)``.
  ///
  /// Topics that do not exist (yet) are reported as errors in the poll, and joined when they appear.
  public func subscribe(_ topics: [String]) async throws(KafkaError) {
    try await perform { handle throws(KafkaError) in
      try PartitionList.with(topics.map { TopicPartition($0, RD_KAFKA_PARTITION_UA) }) { list throws(KafkaError) in
        try KafkaError.check(rd_kafka_subscribe(handle, list))
      }
    }
  }

  /// Leaves the group. What was assigned is revoked by a last rebalance in ``poll(max:timeout:)``.
  public func unsubscribe() async throws(KafkaError) {
    try await perform { handle throws(KafkaError) in try KafkaError.check(rd_kafka_unsubscribe(handle)) }
  }

  /// Reads these partitions from the given places: the answer to ``KafkaRebalance/assigned(_:)``, or a choice
  /// of one's own without a group. It replaces what was assigned before.
  public func assign(_ places: [TopicPartitionOffset]) async throws(KafkaError) {
    try await perform { [self] handle throws(KafkaError) in
      try PartitionList.with(places) { list throws(KafkaError) in
        if answering != nil, Self.isCooperative(handle) {
          try KafkaError.check(consuming: rd_kafka_incremental_assign(handle, list))
        } else {
          try KafkaError.check(rd_kafka_assign(handle, list))
        }
      }
      unanswered.withLock { $0 = nil }
    }
  }

  /// Stops reading: the answer to ``KafkaRebalance/revoked(_:lost:)``, or the end of one's own choice.
  public func unassign() async throws(KafkaError) {
    try await perform { [self] handle throws(KafkaError) in
      if case .revoked(let partitions, _) = answering, Self.isCooperative(handle) {
        try PartitionList.with(partitions) { list throws(KafkaError) in
          try KafkaError.check(consuming: rd_kafka_incremental_unassign(handle, list))
        }
      } else {
        try KafkaError.check(rd_kafka_assign(handle, nil))
      }
      unanswered.withLock { $0 = nil }
    }
  }

  /// The partitions that are assigned now.
  public func assignment() async throws(KafkaError) -> [TopicPartition] {
    try await perform { handle throws(KafkaError) in
      var list: PartitionList.Pointer?
      try KafkaError.check(rd_kafka_assignment(handle, &list))
      defer { rd_kafka_topic_partition_list_destroy(list) }
      return PartitionList.read(list).map(\.place.topicPartition)
    }
  }

  private var answering: KafkaRebalance? {
    unanswered.withLock(\.self)
  }

  /// Only where the caller's properties chose a cooperative strategy.
  private static func isCooperative(_ handle: OpaquePointer) -> Bool {
    rd_kafka_rebalance_protocol(handle).map { String(cString: $0) == "COOPERATIVE" } ?? false
  }
}
