import Kafka

/// A record as bytes on disk: topic, key, value, number of headers, and each header's name and value; every text or blob
/// behind its length (four bytes, little-endian), with 0xFFFFFFFF for one that is not there. The record's partition and
/// time are Kafka's to choose.
enum RecordPayload {
  static func append(_ record: KafkaRecord, to bytes: inout [UInt8]) {
    append(record.topic, to: &bytes)
    append(record.key, to: &bytes)
    append(record.value, to: &bytes)
    append(UInt32(record.headers.count), to: &bytes)
    for header in record.headers {
      append(header.name, to: &bytes)
      append(header.value, to: &bytes)
    }
  }

  /// nil where the bytes are of another form.
  static func record(_ bytes: ArraySlice<UInt8>) -> KafkaRecord? {
    var reader = Reader(bytes: bytes)
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

  static func append(_ word: UInt32, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
  }

  static func put(_ word: UInt32, in bytes: inout [UInt8], at place: Int) {
    for index in 0..<4 { bytes[place + index] = UInt8(truncatingIfNeeded: word >> UInt32(8 * index)) }
  }

  static func word(_ bytes: [UInt8], _ place: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    append(UInt32(text.utf8.count), to: &bytes)
    bytes.append(contentsOf: text.utf8)
  }

  private static func append(_ blob: [UInt8]?, to bytes: inout [UInt8]) {
    append(blob.map { UInt32($0.count) } ?? .max, to: &bytes)
    if let blob { bytes.append(contentsOf: blob) }
  }

  private struct Reader {
    var bytes: ArraySlice<UInt8>

    mutating func word() -> UInt32? {
      guard bytes.count >= 4 else { return nil }
      defer { bytes = bytes.dropFirst(4) }
      return bytes.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
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
