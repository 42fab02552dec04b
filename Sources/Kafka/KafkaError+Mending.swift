import CRDKafka

extension KafkaError.Code {
  /// How to mend it; nil where nothing more than librdkafka's own sentence is known.
  var mending: String? {
    switch self {
    case .allBrokersDown, .transport, .resolve:
      "Check that the brokers run and that bootstrap.servers and the advertised listeners are reachable from here."
    case .messageTimedOut:
      "No broker acknowledged it within message.timeout.ms; check the brokers, then send it again."
    case .messageTooLarge:
      "Send less per record, or raise message.max.bytes here and max.message.bytes of the topic."
    case .purgedQueued: "The producer was closed before this record was sent."
    case .purgedInFlight: "The producer was closed before an answer came; the record may have been stored."
    case .autoOffsetReset, .offsetOutOfRange:
      "The topic was emptied, recreated, or its retention passed this offset; assign or seek to one that exists."
    case .noOffset: "Assign an explicit offset, or set auto.offset.reset."
    case .unknownTopicOrPartition, .unknownTopicLocally, .unknownPartition:
      "Create the topic first; if it is new, its metadata may take a moment to spread."
    case .maxPollExceeded: "Poll more often, or raise max.poll.interval.ms."
    case .authentication: "Check sasl.mechanism, sasl.username and sasl.password."
    case .ssl: "Check security.protocol and the ssl.* properties."
    case .topicAuthorizationFailed: "Grant this principal an ACL on the topic."
    case .groupAuthorizationFailed: "Grant this principal an ACL on the group."
    case .illegalGeneration, .unknownMember, .rebalanceInProgress:
      "The group moved on without this member; go on polling, its next assignment comes."
    case .underflow: "librdkafka before 2.2 cannot read this broker's answers; use a newer one."
    default: nil
    }
  }

  /// Whether doing the same again later can succeed.
  var isRetriable: Bool {
    Self.retriable.contains(rawValue)
  }

  private static let retriable: Set<Int32> = Set(
    [
      RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__RESOLVE,
      RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE,
      RD_KAFKA_RESP_ERR__QUEUE_FULL, RD_KAFKA_RESP_ERR__WAIT_COORD, RD_KAFKA_RESP_ERR__WAIT_CACHE,
      RD_KAFKA_RESP_ERR__IN_PROGRESS, RD_KAFKA_RESP_ERR__PREV_IN_PROGRESS, RD_KAFKA_RESP_ERR__RETRY,
      RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, RD_KAFKA_RESP_ERR__INTR,
      RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST,
      RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
      RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
      RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE,
      RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
      RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_COORDINATOR,
      RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND,
      RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID,
      RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, RD_KAFKA_RESP_ERR_NOT_CONTROLLER,
      RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR, RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED,
    ].map(\.rawValue))
}
