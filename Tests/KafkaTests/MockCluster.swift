import CRDKafka
import Kafka
import Logging

/// librdkafka's mock cluster, to inject faults that a sound broker does not show. One broker, one topic
/// named `topic` with one partition.
///
/// `@unchecked Sendable`: the mock cluster's functions may be called from any thread; both pointers are set
/// once and freed in `deinit`.
final class MockCluster: @unchecked Sendable {
  /// API keys of the Kafka protocol.
  static let produce: Int16 = 0
  static let fetch: Int16 = 1

  let configuration: KafkaConfiguration
  private let owner: OpaquePointer
  private let cluster: OpaquePointer

  init() throws {
    let conf = rd_kafka_conf_new()
    // Its own log lines are of no interest.
    rd_kafka_conf_set_log_cb(conf, nil)
    guard let owner = rd_kafka_new(RD_KAFKA_PRODUCER, conf, nil, 0),
      let cluster = rd_kafka_mock_cluster_new(owner, 1)
    else { throw KafkaError(code: .state, message: "no mock cluster") }
    self.owner = owner
    self.cluster = cluster
    configuration = KafkaConfiguration(bootstrapServers: String(cString: rd_kafka_mock_cluster_bootstraps(cluster)))
    rd_kafka_mock_topic_create(cluster, "topic", 1, 1)
  }

  deinit {
    rd_kafka_mock_cluster_destroy(cluster)
    rd_kafka_destroy(owner)
  }

  /// Answers the next requests of this kind with these errors.
  func fail(_ api: Int16, with errors: [KafkaError.Code]) {
    let codes = errors.map { rd_kafka_resp_err_t($0.rawValue) }
    rd_kafka_mock_push_request_errors_array(cluster, api, codes.count, codes)
  }

  /// Makes every answer about the topic this error.
  func breakTopic(with error: KafkaError.Code) {
    rd_kafka_mock_topic_set_error(cluster, "topic", rd_kafka_resp_err_t(error.rawValue))
  }

  var logger: Logger {
    var logger = Logger(label: "test.kafka")
    logger.logLevel = .critical
    return logger
  }
}
