import Kafka

/// The form of a record in a spool: length and CRC-32C (each four bytes, little-endian), then the payload.
///
/// Payload: topic, key, value, number of headers, and each header's name and value; every text or blob behind its
/// length, with 0xFFFFFFFF for one that is not there. The record's partition and time are Kafka's to choose.
enum SpoolFrame {
  static let headerSize = 8
  /// No record that Kafka would take is larger; a longer length is damage.
  static let maximumPayload = 64 << 20

  static func append(_ record: KafkaRecord, to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: headerSize))
    append(Array(record.topic.utf8), to: &bytes)
    append(record.key, to: &bytes)
    append(record.value, to: &bytes)
    append(UInt32(record.headers.count), to: &bytes)
    for header in record.headers {
      append(Array(header.name.utf8), to: &bytes)
      append(header.value, to: &bytes)
    }
    let payload = start + headerSize
    put(UInt32(bytes.count - payload), in: &bytes, at: start)
    put(Checksum.crc32c(bytes[payload...]), in: &bytes, at: start + 4)
  }

  /// The length of the sound frame at that place; nil where there is none.
  static func length(in bytes: [UInt8], at start: Int) -> Int? {
    guard start + headerSize <= bytes.count else { return nil }
    let size = Int(word(bytes, start))
    let payload = start + headerSize
    guard size > 0, size <= maximumPayload, payload + size <= bytes.count else { return nil }
    return Checksum.crc32c(bytes[payload..<payload + size]) == word(bytes, start + 4) ? headerSize + size : nil
  }

  /// The record in a sound frame; nil where its payload is of another form.
  static func record(in bytes: [UInt8], at start: Int, length: Int) -> KafkaRecord? {
    var reader = Reader(bytes: bytes[(start + headerSize)..<(start + length)])
    guard let topic = reader.blob() ?? nil, let key = reader.blob(), let value = reader.blob(),
      let count = reader.word()
    else { return nil }
    var headers: [KafkaHeader] = []
    for _ in 0..<count {
      guard let name = reader.blob() ?? nil, let value = reader.blob() else { return nil }
      headers.append(KafkaHeader(String(decoding: name, as: UTF8.self), value))
    }
    guard reader.bytes.isEmpty else { return nil }
    return KafkaRecord(topic: String(decoding: topic, as: UTF8.self), key: key, value: value, headers: headers)
  }

  private static func append(_ blob: [UInt8]?, to bytes: inout [UInt8]) {
    append(blob.map { UInt32($0.count) } ?? .max, to: &bytes)
    if let blob { bytes.append(contentsOf: blob) }
  }

  private static func append(_ word: UInt32, to bytes: inout [UInt8]) {
    for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(shift))) }
  }

  private static func put(_ word: UInt32, in bytes: inout [UInt8], at place: Int) {
    for index in 0..<4 { bytes[place + index] = UInt8(truncatingIfNeeded: word >> UInt32(8 * index)) }
  }

  fileprivate static func word(_ bytes: some RandomAccessCollection<UInt8>, _ place: Int) -> UInt32 {
    let first = bytes.index(bytes.startIndex, offsetBy: place)
    return bytes[first...].prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  private struct Reader {
    var bytes: ArraySlice<UInt8>

    mutating func word() -> UInt32? {
      guard bytes.count >= 4 else { return nil }
      defer { bytes = bytes.dropFirst(4) }
      return SpoolFrame.word(bytes, 0)
    }

    /// nil: cut short; `.some(nil)`: a blob that is not there.
    mutating func blob() -> [UInt8]?? {
      guard let size = word() else { return nil }
      if size == .max { return .some(nil) }
      guard bytes.count >= Int(size) else { return nil }
      defer { bytes = bytes.dropFirst(Int(size)) }
      return Array(bytes.prefix(Int(size)))
    }
  }
}
