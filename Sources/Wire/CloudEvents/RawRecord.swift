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

extension RawRecord: RecordFields {
  package func withKey<R>(_ body: (Bytes?) -> R) -> R {
    guard let key else { return body(nil) }
    return key.withUnsafeBufferPointer { body($0) }
  }

  package func forEachHeader<E: Error>(_ body: (Bytes, Bytes?) throws(E) -> Void) throws(E) {
    for header in headers {
      try Array(header.name.utf8).withUnsafeBufferPointer { name throws(E) in
        guard let value = header.value else { return try body(name, nil) }
        try value.withUnsafeBufferPointer { value throws(E) in try body(name, value) }
      }
    }
  }
}
