/// Where a record that was parked stood in Kafka: what tells it from every other one, whatever number it has here.
package struct ParkedPlace: Sendable, Hashable, CustomStringConvertible {
  package var topic: String
  package var incarnation: Int64
  package var partition: Int64
  package var offset: Int64

  package static func == (left: ParkedPlace, right: ParkedPlace) -> Bool {
    left.topic.utf8.elementsEqual(right.topic.utf8)
      && (left.incarnation, left.partition, left.offset) == (right.incarnation, right.partition, right.offset)
  }

  package var description: String { "\(topic.prefix(128))[\(partition)]@\(offset), incarnation \(incarnation)" }
}
