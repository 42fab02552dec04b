import Kafka

/// What one poll brought, read and checked as far as that is possible before it is written.
struct ArchiverLoad: Sendable {
  /// How many records there are.
  var count = 0
  var errors: [KafkaError] = []
  /// A change of the assignment to answer before `unread` is read.
  var rebalance: KafkaRebalance?
  /// Records that came before the rebalance.
  var unread: [KafkaMessage] = []
  /// Partitions that were read up to their end, which is behind the last record and all that has none.
  var ends: [TopicPartition: Int64] = [:]
  /// Transactions, to be written in this order.
  var batches: [ArchiverBatch] = []
  /// The claims as they are once the batches are in the ledger; nil where the group has not said yet which there are.
  var claims: [TopicPartition: PartitionClaim]?
}
