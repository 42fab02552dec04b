/// A change of what this member of a group owns. The consumer waits for the answer.
public enum KafkaRebalance: Sendable, Hashable {
  /// These partitions are offered: answer with ``KafkaConsumer/assign(_:)``, naming where to start in each.
  case assigned([TopicPartition])
  /// These partitions are taken away: finish with them, then answer with ``KafkaConsumer/unassign()``.
  /// - Parameter lost: another member may own them already, so commits for them come too late.
  case revoked([TopicPartition], lost: Bool)
}
