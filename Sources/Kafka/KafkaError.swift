/// What went wrong, where, how to mend it, and whether a retry can help.
public struct KafkaError: Error, Sendable, Hashable {
  public var code: Code
  /// What went wrong and, where known, how to mend it.
  public var message: String
  /// Whether doing the same again later can succeed.
  public var isRetriable: Bool
  /// Whether this client is of no more use: close it and make a new one.
  public var isFatal: Bool
  public var topic: String?
  public var partition: Int32?

  public init(
    code: Code, message: String, isRetriable: Bool? = nil, isFatal: Bool = false, topic: String? = nil,
    partition: Int32? = nil
  ) {
    self.code = code
    self.message = message
    self.isRetriable = isRetriable ?? (!isFatal && code.isRetriable)
    self.isFatal = isFatal
    self.topic = topic
    self.partition = partition
  }
}

extension KafkaError: CustomStringConvertible {
  public var description: String {
    let place = topic.map { topic in " at " + (partition.map { "\(topic)[\($0)]" } ?? topic) } ?? ""
    return "\(code.name)\(place): \(message)"
  }
}
