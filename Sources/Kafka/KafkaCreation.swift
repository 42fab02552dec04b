/// What became of a topic that was to be created.
public enum KafkaCreation: Sendable, Hashable {
  case created
  /// There is one of that name, perhaps with other partitions or properties.
  case alreadyExists
  case failed(KafkaError)
}
