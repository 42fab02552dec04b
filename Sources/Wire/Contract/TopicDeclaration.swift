import Domain

/// A topic as `streams/topics.yaml` declares it.
package struct TopicDeclaration: Sendable, Hashable {
  package var name: String
  package var description: String
  /// The least number of partitions.
  package var partitions: Int
  /// What its records are keyed by.
  package var key: TopicKey
  /// How long the broker keeps its records.
  package var retention: TimeSpan
  /// The principals that may write it.
  package var writers: [String]
  /// The only event types it carries.
  package var events: [String]

  package init(
    name: String, description: String, partitions: Int, key: TopicKey, retention: TimeSpan, writers: [String],
    events: [String]
  ) {
    self.name = name
    self.description = description
    self.partitions = partitions
    self.key = key
    self.retention = retention
    self.writers = writers
    self.events = events
  }
}

/// What a topic's records are keyed by.
package enum TopicKey: String, Sendable, Hashable, CaseIterable {
  /// The loop, a slash, and the session or user.
  case loopAndUnit = "loop/unit"
  /// The loop, or `*`.
  case loop
  /// The serving slot, which is the loop.
  case slot
}
