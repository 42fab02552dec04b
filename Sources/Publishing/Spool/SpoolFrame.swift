import Kafka

/// The form of a record in a spool of the program before: length and CRC-32C (each four bytes, little-endian), then the
/// payload.
enum SpoolFrame {
  static let headerSize = 8
  /// No record that Kafka would take is larger; a longer length is damage.
  static let maximumPayload = 64 << 20

  /// The length of the sound frame at that place; nil where there is none.
  static func length(in bytes: [UInt8], at start: Int) -> Int? {
    guard start + headerSize <= bytes.count else { return nil }
    let size = Int(RecordPayload.word(bytes, start))
    let payload = start + headerSize
    guard size > 0, size <= maximumPayload, payload + size <= bytes.count else { return nil }
    return Checksum.crc32c(bytes[payload..<payload + size]) == RecordPayload.word(bytes, start + 4)
      ? headerSize + size : nil
  }

  /// The record in a sound frame; nil where its payload is of another form.
  static func record(in bytes: [UInt8], at start: Int, length: Int) -> KafkaRecord? {
    RecordPayload.record(bytes[(start + headerSize)..<(start + length)])
  }
}
