import Synchronization

/// Makes a broker look as if retention had deleted the beginning of a partition: answers to ListOffsets requests for
/// the earliest offset (API key 2, timestamp -2) are raised to where the partition begins now.
final class Retention: Sendable {
  private struct Pending: Hashable {
    var line: ObjectIdentifier
    var correlation: Int64
  }

  private struct State {
    var beginnings: [String: Int64] = [:]
    /// Versions of the requests that wait for their answers.
    var pending: [Pending: Int64] = [:]
  }

  private let state = Mutex(State())

  /// From now on every partition of the topic begins there.
  func delete(_ topic: String, before offset: Int64) { state.withLock { $0.beginnings[topic] = offset } }

  func note(request frame: [UInt8], on line: ProxyLine) {
    var reader = KafkaReader(bytes: frame, index: 4, isFlexible: false)
    let (apiKey, version, correlation) = (reader.integer(2), reader.integer(2), reader.integer(4))
    let earliest: [UInt8] = [255, 255, 255, 255, 255, 255, 255, 254]
    guard apiKey == 2, frame.firstRange(of: earliest) != nil else { return }
    state.withLock { $0.pending[Pending(line: ObjectIdentifier(line), correlation: correlation)] = version }
  }

  func rewrite(reply frame: [UInt8], on line: ProxyLine) -> [UInt8] {
    var reader = KafkaReader(bytes: frame, index: 4, isFlexible: false)
    let correlation = reader.integer(4)
    let (version, beginnings) = state.withLock { state in
      (
        state.pending.removeValue(forKey: Pending(line: ObjectIdentifier(line), correlation: correlation)),
        state.beginnings
      )
    }
    guard let version, !beginnings.isEmpty else { return frame }
    var answer = frame
    reader.isFlexible = version >= 6
    reader.tags()
    if version >= 2 { _ = reader.integer(4) }  // throttle time
    for _ in 0..<max(0, reader.length(4)) {
      let topic = reader.string()
      for _ in 0..<max(0, reader.length(4)) {
        _ = reader.integer(4 + 2)  // partition, error
        _ = reader.integer(8)  // timestamp
        let place = reader.index
        let offset = reader.integer(8)
        if let beginning = beginnings[topic], offset >= 0, offset < beginning {
          for byte in 0..<8 { answer[place + byte] = UInt8(truncatingIfNeeded: beginning >> Int64(8 * (7 - byte))) }
        }
        if version >= 4 { _ = reader.integer(4) }  // leader epoch
        reader.tags()
      }
      reader.tags()
    }
    return answer
  }
}
