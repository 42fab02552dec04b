/// Cuts one direction of a Kafka connection into its frames: 4 bytes of length, then so many bytes.
struct KafkaFrames {
  private var rest: [UInt8] = []

  /// The frames that are whole now, each with its length before it.
  mutating func take(_ chunk: [UInt8]) -> [[UInt8]] {
    rest += chunk
    var frames: [[UInt8]] = []
    var start = 0
    while start + 4 <= rest.count {
      let end = start + 4 + rest[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      guard end <= rest.count else { break }
      frames.append(Array(rest[start..<end]))
      start = end
    }
    rest.removeFirst(start)
    return frames
  }
}

/// Reads a frame from front to back, as the Kafka protocol lays its fields out.
struct KafkaReader {
  let bytes: [UInt8]
  var index: Int
  /// Whether lengths are varints and structures end with tags.
  var isFlexible: Bool

  mutating func integer(_ size: Int) -> Int64 {
    defer { index += size }
    guard index + size <= bytes.count else { return 0 }
    let value = bytes[index..<index + size].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let shift = UInt64(64 - 8 * size)
    return Int64(bitPattern: value << shift) >> Int64(shift)
  }

  /// An array's or a string's length.
  mutating func length(_ size: Int) -> Int {
    guard isFlexible else { return Int(integer(size)) }
    var value = 0
    var shift = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      value |= Int(byte & 0x7F) << shift
      shift += 7
      if byte < 0x80 { break }
    }
    return value - 1
  }

  mutating func string() -> String {
    let count = max(0, length(2))
    defer { index += count }
    guard index + count <= bytes.count else { return "" }
    return String(decoding: bytes[index..<index + count], as: UTF8.self)
  }

  /// The embedded broker sends no tags: there is their number only, 0.
  mutating func tags() { if isFlexible { index += 1 } }
}
