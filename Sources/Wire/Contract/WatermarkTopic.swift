/// The compacted topic that carries no events but how far the ledger has come in each partition of the others.
package struct WatermarkTopic: Sendable, Hashable {
  package var name: String
  package var description: String
  package var partitions: Int
  /// The principals that may write it.
  package var writers: [String]

  package init(name: String, description: String, partitions: Int, writers: [String]) {
    self.name = name
    self.description = description
    self.partitions = partitions
    self.writers = writers
  }
}
