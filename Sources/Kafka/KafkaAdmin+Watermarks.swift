import CRDKafka

extension KafkaAdmin {
  /// The lowest offset that each partition still has, and the next one it will give, or why they are unknown.
  ///
  /// Two requests for all partitions together, and a fetch from those that are not empty: some brokers name
  /// the first record of the last batch when they are asked for the end (Tansu 0.6), but none does in a fetch.
  /// - Parameter committed: the high mark is where the first transaction that is still open begins: what a consumer with
  ///   `isolation.level=read_committed` can come to.
  public func watermarks(
    _ partitions: [TopicPartition], committed: Bool = false, timeout: Duration = .seconds(10)
  ) async throws(KafkaError) -> [TopicPartition: Result<KafkaWatermarks, KafkaError>] {
    guard !partitions.isEmpty else { return [:] }
    let probe = probe
    return try await perform { handle throws(KafkaError) in
      let deadline = ContinuousClock.now + timeout
      let low = try Self.offsets(handle, partitions, RD_KAFKA_OFFSET_SPEC_EARLIEST, committed, timeout)
      let high = try Self.offsets(handle, partitions, RD_KAFKA_OFFSET_SPEC_LATEST, committed, deadline.remaining)
      let marks = low.reduce(into: [TopicPartition: Result<KafkaWatermarks, KafkaError>]()) { marks, entry in
        guard let high = high[entry.key] else { return }
        marks[entry.key] = entry.value.flatMap { low in high.map { KafkaWatermarks(low: low, high: $0) } }
      }
      return try probe.confirm(marks, committed: committed, until: deadline)
    }
  }

  private static func offsets(
    _ handle: OpaquePointer, _ partitions: [TopicPartition], _ which: rd_kafka_OffsetSpec_t, _ committed: Bool,
    _ timeout: Duration
  ) throws(KafkaError) -> [TopicPartition: Result<Int64, KafkaError>] {
    let places = partitions.map { $0.at(KafkaOffset(Int64(which.rawValue))) }
    return try PartitionList.with(places) { list throws(KafkaError) in
      try request(handle, RD_KAFKA_ADMIN_OP_LISTOFFSETS, timeout) { options, queue in
        if committed {
          rd_kafka_error_destroy(
            rd_kafka_AdminOptions_set_isolation_level(options, RD_KAFKA_ISOLATION_LEVEL_READ_COMMITTED))
        }
        rd_kafka_ListOffsets(handle, list, options, queue)
      } read: { event in
        var count = 0
        let infos = rd_kafka_ListOffsets_result_infos(rd_kafka_event_ListOffsets_result(event), &count)
        var offsets: [TopicPartition: Result<Int64, KafkaError>] = [:]
        for index in 0..<count {
          guard let place = rd_kafka_ListOffsetsResultInfo_topic_partition(infos?[index])?.pointee else { continue }
          let topic = String(cString: place.topic)
          offsets[TopicPartition(topic, place.partition)] =
            place.err == RD_KAFKA_RESP_ERR_NO_ERROR
            ? .success(place.offset)
            : .failure(KafkaError(place.err, topic: topic, partition: place.partition))
        }
        return offsets
      }
    }
  }
}
