/// A record as Kafka gives it or takes it.
package struct RawRecord: Sendable, Hashable {
  package var topic: String
  package var key: [UInt8]?
  package var value: [UInt8]?
  package var headers: [RawHeader]

  package init(topic: String, key: [UInt8]?, value: [UInt8]?, headers: [RawHeader]) {
    self.topic = topic
    self.key = key
    self.value = value
    self.headers = headers
  }
}
