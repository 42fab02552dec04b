import Kafka

extension PublishError {
  init(_ error: KafkaError, index: Int? = nil, eventID: String? = nil) {
    self.init(
      error.isRefusal ? .refused : .notDelivered, error.description, index: index, eventID: eventID,
      isRetriable: !error.isRefusal && !error.isFatal)
  }

  init(_ error: JournalError) {
    self.init(error.code == .full ? .journalFull : .journalFailed, error.message, isRetriable: error.isRetriable)
  }
}
