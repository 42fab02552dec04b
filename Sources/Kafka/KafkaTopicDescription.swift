/// What the brokers say about a topic.
public struct KafkaTopicDescription: Sendable, Hashable {
  public var name: String
  /// Changes when the topic is deleted and created again; as Kafka's own tools print it. nil where the
  /// broker gives none.
  public var id: String?
  public var partitions: Int

  public init(name: String, id: String?, partitions: Int) {
    self.name = name
    self.id = id
    self.partitions = partitions
  }
}
