/// A topic to be created.
public struct KafkaTopic: Sendable, Hashable {
  public var name: String
  public var partitions: Int
  /// nil takes the brokers' default.
  public var replication: Int?
  /// Topic properties, such as `retention.ms`.
  public var config: [String: String]

  public init(_ name: String, partitions: Int, replication: Int? = nil, config: [String: String] = [:]) {
    self.name = name
    self.partitions = partitions
    self.replication = replication
    self.config = config
  }
}
