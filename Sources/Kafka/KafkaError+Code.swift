import CRDKafka

extension KafkaError {
  /// An error number: above zero the Kafka protocol's, below librdkafka's own.
  public struct Code: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    public var rawValue: Int32

    public init(rawValue: Int32) {
      self.rawValue = rawValue
    }

    init(_ code: rd_kafka_resp_err_t) {
      rawValue = code.rawValue
    }

    /// The name in librdkafka, such as `UNKNOWN_TOPIC_OR_PART` or `_MSG_TIMED_OUT`.
    public var name: String {
      rd_kafka_err2name(rd_kafka_resp_err_t(rawValue)).map { String(cString: $0) } ?? "\(rawValue)"
    }

    /// librdkafka's sentence about the code.
    public var summary: String {
      rd_kafka_err2str(rd_kafka_resp_err_t(rawValue)).map { String(cString: $0) } ?? "error \(rawValue)"
    }

    public var description: String {
      "\(name) (\(rawValue))"
    }
  }
}

extension KafkaError.Code {
  public static let invalidArgument = Self(RD_KAFKA_RESP_ERR__INVALID_ARG)
  public static let transport = Self(RD_KAFKA_RESP_ERR__TRANSPORT)
  public static let allBrokersDown = Self(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
  public static let resolve = Self(RD_KAFKA_RESP_ERR__RESOLVE)
  public static let timedOut = Self(RD_KAFKA_RESP_ERR__TIMED_OUT)
  public static let messageTimedOut = Self(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT)
  public static let queueFull = Self(RD_KAFKA_RESP_ERR__QUEUE_FULL)
  public static let messageTooLarge = Self(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
  public static let state = Self(RD_KAFKA_RESP_ERR__STATE)
  /// The client is closed, or closed before it could finish.
  public static let closed = Self(RD_KAFKA_RESP_ERR__DESTROY)
  public static let fatal = Self(RD_KAFKA_RESP_ERR__FATAL)
  public static let purgedQueued = Self(RD_KAFKA_RESP_ERR__PURGE_QUEUE)
  public static let purgedInFlight = Self(RD_KAFKA_RESP_ERR__PURGE_INFLIGHT)
  /// The offset to read from does not exist and `auto.offset.reset` is `error`.
  public static let autoOffsetReset = Self(RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET)
  public static let noOffset = Self(RD_KAFKA_RESP_ERR__NO_OFFSET)
  public static let unknownPartition = Self(RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION)
  public static let unknownTopicLocally = Self(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC)
  public static let maxPollExceeded = Self(RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED)
  public static let authentication = Self(RD_KAFKA_RESP_ERR__AUTHENTICATION)
  public static let ssl = Self(RD_KAFKA_RESP_ERR__SSL)
  public static let underflow = Self(RD_KAFKA_RESP_ERR__UNDERFLOW)
  public static let offsetOutOfRange = Self(RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)
  public static let unknownTopicOrPartition = Self(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
  public static let topicAlreadyExists = Self(RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
  public static let topicAuthorizationFailed = Self(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
  public static let groupAuthorizationFailed = Self(RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED)
  public static let illegalGeneration = Self(RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION)
  public static let unknownMember = Self(RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID)
  public static let rebalanceInProgress = Self(RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS)
}
