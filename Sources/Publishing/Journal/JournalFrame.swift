import Kafka

/// The form of a record in a journal, little-endian:
///
/// | bytes | what |
/// |---|---|
/// | 2 | `MJ` |
/// | 1 | version of the form, 1 |
/// | 1 | 0 |
/// | 4 | bytes of the payload |
/// | 4 | where in the segment the frame's commit begins: all before it was on disk before the commit was written |
/// | 4 | CRC-32C of the segment's salt, the twelve bytes before, and the CRC-32C of the payload |
///
/// then the payload (`RecordPayload`). Every later version keeps the sixteen bytes.
enum JournalFrame {
  static let headerSize = 16
  static let version: UInt8 = 1
  static let magic: [UInt8] = [0x4D, 0x4A]
  /// No record that Kafka would take is larger; a longer length is damage.
  static let maximumPayload = 64 << 20

  /// A sound frame.
  struct Head: Equatable {
    var version: UInt8
    /// Of the frame.
    var length: Int
    var commit: Int
  }

  /// Appends a frame that is not sealed yet: in the checksum's place is the payload's.
  static func append(_ record: KafkaRecord, to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes.append(contentsOf: magic)
    bytes.append(contentsOf: [version, 0])
    bytes.append(contentsOf: repeatElement(0, count: headerSize - 4))
    RecordPayload.append(record, to: &bytes)
    let payload = start + headerSize
    RecordPayload.put(UInt32(bytes.count - payload), in: &bytes, at: start + 4)
    RecordPayload.put(Checksum.crc32c(bytes, from: payload), in: &bytes, at: start + 12)
  }

  /// Seals the frames of a commit, which begins at a place of a segment.
  static func seal(_ bytes: inout [UInt8], commit: Int, salt: UInt64) {
    var start = 0
    while start < bytes.count {
      let length = headerSize + Int(RecordPayload.word(bytes, start + 4))
      RecordPayload.put(UInt32(truncatingIfNeeded: commit), in: &bytes, at: start + 8)
      let checksum = checksum(bytes, start, payload: RecordPayload.word(bytes, start + 12), salt)
      RecordPayload.put(checksum, in: &bytes, at: start + 12)
      start += length
    }
  }

  /// The sound frame at that place; nil where there is none.
  static func head(in bytes: [UInt8], at start: Int, salt: UInt64) -> Head? {
    guard start + headerSize <= bytes.count, bytes[start] == magic[0], bytes[start + 1] == magic[1] else { return nil }
    let size = Int(RecordPayload.word(bytes, start + 4))
    let payload = start + headerSize
    guard size > 0, size <= maximumPayload, payload + size <= bytes.count else { return nil }
    let found = Checksum.crc32c(bytes, from: payload, to: payload + size)
    guard checksum(bytes, start, payload: found, salt) == RecordPayload.word(bytes, start + 12) else { return nil }
    return Head(
      version: bytes[start + 2], length: headerSize + size, commit: Int(RecordPayload.word(bytes, start + 8)))
  }

  /// The record in a sound frame; nil where its payload is of another form.
  static func record(in bytes: [UInt8], at start: Int, length: Int) -> KafkaRecord? {
    RecordPayload.record(bytes[(start + headerSize)..<(start + length)])
  }

  private static func checksum(_ bytes: [UInt8], _ start: Int, payload: UInt32, _ salt: UInt64) -> UInt32 {
    var covered: [UInt8] = []
    covered.reserveCapacity(24)
    withUnsafeBytes(of: salt.littleEndian) { covered.append(contentsOf: $0) }
    covered.append(contentsOf: bytes[start..<(start + 12)])
    withUnsafeBytes(of: payload.littleEndian) { covered.append(contentsOf: $0) }
    return Checksum.crc32c(covered, from: 0)
  }
}
