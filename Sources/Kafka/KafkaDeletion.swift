/// What became of a topic that was to be deleted.
public enum KafkaDeletion: Sendable, Hashable {
  case deleted
  /// There was none of that name.
  case missing
  case failed(KafkaError)
}
