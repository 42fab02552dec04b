/// Where the brokers stored a record, once all in-sync replicas have it.
public struct KafkaDelivery: Sendable, Hashable {
  public var partition: Int32
  public var offset: Int64

  public init(partition: Int32, offset: Int64) {
    self.partition = partition
    self.offset = offset
  }
}
