import CRDKafka

/// The names of librdkafka's topic objects, read once each.
///
/// Used for one batch only: a topic object may be freed, and its address used again, once no message of
/// the batch refers to it.
struct TopicNames {
  private var names: [OpaquePointer: String] = [:]
  private var last: (OpaquePointer, String)?

  mutating func name(of topic: OpaquePointer?) -> String {
    guard let topic else { return "" }
    if let last, last.0 == topic { return last.1 }
    let name = names[topic] ?? String(cString: rd_kafka_topic_name(topic))
    names[topic] = name
    last = (topic, name)
    return name
  }
}
