import Domain

/// Where a record that was parked stood in Kafka: what tells it from every other one, whatever number it has here.
package struct ParkedPlace: Sendable, Hashable, CustomStringConvertible {
  package var topic: ByteText
  package var incarnation: Int64
  package var partition: Int64
  package var offset: Int64

  package var description: String { "\(topic.text.prefix(128))[\(partition)]@\(offset), incarnation \(incarnation)" }
}
