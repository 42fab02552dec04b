/// Rows in the binary format of COPY (`FORMAT binary`), encoded into one growing block of bytes.
///
/// The server takes values without parsing text, and neither side has to escape anything. Begin each row with its
/// number of fields and append them in the order of the columns, each in the type of its column:
/// ```swift
/// var rows = BinaryCopyBuffer()
/// rows.begin()
/// rows.beginRow(fields: 2)
/// rows.int64(position)
/// rows.text(name)
/// rows.end()
/// try writer.write(rows)
/// ```
/// The server checks what it gets: text for its encoding, `json` for its syntax.
/// Source: https://www.postgresql.org/docs/current/sql-copy.html (File Formats, Binary Format).
public struct BinaryCopyBuffer: Sendable {
  /// Microseconds from 1970-01-01T00:00:00Z to 2000-01-01T00:00:00Z, from where the server counts.
  private static let epoch: Int64 = 946_684_800_000_000

  /// The bytes in use come first; the rest is room.
  private var storage: [UInt8]
  private var used = 0

  /// - Parameter capacity: bytes to reserve.
  public init(capacity: Int = 1 << 16) {
    storage = [UInt8](repeating: 0, count: max(64, capacity))
  }

  public var byteCount: Int { used }

  /// What comes before the first row.
  public mutating func begin() {
    // "PGCOPY", and bytes that a transport meant for text would change; then no flags and no extension.
    append([0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00])
    put(Int32(0))
    put(Int32(0))
  }

  /// What comes behind the last row.
  public mutating func end() { put(Int16(-1)) }

  public mutating func beginRow(fields: Int) { put(Int16(fields)) }

  public mutating func null() { put(Int32(-1)) }

  /// An `integer`.
  public mutating func int32(_ value: Int32) {
    put(Int32(4))
    put(value)
  }

  /// A `bigint`.
  public mutating func int64(_ value: Int64) {
    put(Int32(8))
    put(value)
  }

  /// A `timestamptz`, from microseconds since 1970-01-01T00:00:00Z.
  public mutating func timestamp(_ micros: Int64) { int64(micros - BinaryCopyBuffer.epoch) }

  /// A `uuid`, as its first and its last eight bytes, big-endian.
  public mutating func uuid(_ high: UInt64, _ low: UInt64) {
    put(Int32(16))
    put(high)
    put(low)
  }

  /// A `text`.
  public mutating func text(_ value: String) {
    var value = value
    value.withUTF8 { field(UnsafeRawBufferPointer($0)) }
  }

  /// The text, or NULL.
  public mutating func text(optional value: String?) {
    if let value { text(value) } else { null() }
  }

  /// A `bytea`, or the UTF-8 of a `text` or a `json`.
  public mutating func bytes(_ value: [UInt8]) { value.withUnsafeBytes { field($0) } }

  /// Forgets everything but keeps the memory.
  public mutating func removeAll() { used = 0 }

  /// The encoded bytes; valid during the call.
  public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try storage.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<used])) }
  }

  private mutating func field(_ value: UnsafeRawBufferPointer) {
    put(Int32(value.count))
    append(value)
  }

  @inline(__always)
  private mutating func put<T: FixedWidthInteger>(_ value: T) {
    reserve(MemoryLayout<T>.size)
    storage.withUnsafeMutableBytes { $0.storeBytes(of: value.bigEndian, toByteOffset: used, as: T.self) }
    used += MemoryLayout<T>.size
  }

  @inline(__always)
  private mutating func append(_ value: UnsafeRawBufferPointer) {
    guard let start = value.baseAddress, !value.isEmpty else { return }
    reserve(value.count)
    storage.withUnsafeMutableBytes { block in
      guard let base = block.baseAddress else { return }
      (base + used).copyMemory(from: start, byteCount: value.count)
    }
    used += value.count
  }

  private mutating func append(_ value: [UInt8]) { value.withUnsafeBytes { append($0) } }

  @inline(__always)
  private mutating func reserve(_ count: Int) {
    if storage.count - used < count {
      storage.append(contentsOf: repeatElement(0, count: max(storage.count, count)))
    }
  }
}
