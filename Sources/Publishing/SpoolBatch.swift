import Kafka

/// The oldest records of a spool, read but not removed.
package struct SpoolBatch: Sendable {
  package var records: [KafkaRecord]
  /// The segment they lie in, and where in it the next record begins.
  var segment: UInt64
  var end: Int
}
