/// What one ``KafkaConsumer/poll(max:timeout:)`` found. All of it empty means that nothing came in time.
public struct KafkaPoll: Sendable {
  /// In order within each partition; they came before ``rebalance``.
  public var messages: [KafkaMessage] = []
  /// A change of the assignment to answer before the next poll.
  public var rebalance: KafkaRebalance?
  /// What went wrong since the last poll. Those that are not fatal need no more than a look: librdkafka goes
  /// on by itself, except for a partition whose offset does not exist, which rests until it is sought or
  /// assigned anew.
  public var errors: [KafkaError] = []
  /// Partitions read up to their end, with the next offset; only where `enable.partition.eof` is `true`.
  public var ends: [TopicPartitionOffset] = []

  public init() {}

  public var isEmpty: Bool {
    messages.isEmpty && rebalance == nil && errors.isEmpty && ends.isEmpty
  }
}
