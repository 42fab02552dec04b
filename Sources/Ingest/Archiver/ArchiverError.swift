/// Why an archiver gives up what it has read and takes its partitions over anew.
struct ArchiverError: Error, Sendable, CustomStringConvertible {
  var description: String

  /// The topic is not the one whose partitions were taken over.
  static func otherTopic(_ topic: String) -> ArchiverError {
    ArchiverError(description: "the topic \(topic) is not the one that was taken over: it was deleted or recreated")
  }

  /// The broker has the record's offset, and does not give the record.
  static func notReread(_ topic: String, _ partition: Int32, _ offset: Int64) -> ArchiverError {
    ArchiverError(
      description: "the last archived record, \(topic)[\(partition)]@\(offset), could not be read again to see "
        + "whether the topic is the one known; it is tried again")
  }
}
