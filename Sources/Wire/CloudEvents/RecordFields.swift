/// A Kafka record's parts as the decoder reads them, in place.
package protocol RecordFields {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  var topic: String { get }
  var value: [UInt8]? { get }

  /// Calls with the key, nil where there is none; its memory is valid during the call.
  func withKey<R>(_ body: (Bytes?) -> R) -> R

  /// Calls with the name and the value of each header, in order; their memory is valid during the call.
  func forEachHeader<E: Error>(_ body: (Bytes, Bytes?) throws(E) -> Void) throws(E)
}
