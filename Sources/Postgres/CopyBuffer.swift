/// Rows in the text format of COPY, encoded into one growing block of bytes.
///
/// Append the fields of a row in the order of the columns, then end the row:
/// ```swift
/// var rows = CopyBuffer()
/// rows.int64(position)
/// try rows.text(name)
/// rows.null()
/// rows.endRow()
/// if rows.byteCount > 1 << 19 {
///   try writer.write(rows)
///   rows.removeAll()
/// }
/// ```
public struct CopyBuffer: Sendable {
  /// The bytes in use come first; the rest is room.
  var storage: [UInt8]
  var used = 0
  var fieldsInRow = 0
  private var rowStart = 0
  /// The rows ended so far.
  public private(set) var rowCount = 0

  /// - Parameter capacity: bytes to reserve.
  public init(capacity: Int = 1 << 16) {
    storage = [UInt8](repeating: 0, count: max(64, capacity))
  }

  public var byteCount: Int { used }

  public mutating func endRow() {
    reserve(1)
    storage[used] = UInt8(ascii: "\n")
    used += 1
    fieldsInRow = 0
    rowStart = used
    rowCount += 1
  }

  /// Forgets the fields of the row that has not been ended.
  public mutating func discardRow() {
    used = rowStart
    fieldsInRow = 0
  }

  /// Forgets everything but keeps the memory.
  public mutating func removeAll() {
    used = 0
    rowStart = 0
    fieldsInRow = 0
    rowCount = 0
  }

  /// The encoded bytes; valid during the call.
  public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try storage.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<used])) }
  }

  /// Makes room for `count` more bytes.
  @inline(__always)
  mutating func reserve(_ count: Int) {
    if storage.count - used < count { grow(count) }
  }

  private mutating func grow(_ count: Int) {
    storage.append(contentsOf: repeatElement(0, count: max(storage.count, count)))
  }

  /// Makes room for a field of at most `limit` bytes, writes the separator before it, lets `write` fill it
  /// and counts what `write` says it wrote.
  @inline(__always)
  mutating func field(atMost limit: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Int) {
    reserve(limit + 1)
    let separator = fieldsInRow > 0
    let start = used
    let end = storage.withUnsafeMutableBufferPointer { block in
      guard let base = block.baseAddress else { return start }
      if separator { base[start] = UInt8(ascii: "\t") }
      let begin = separator ? start + 1 : start
      return begin + write(base + begin)
    }
    used = end
    fieldsInRow += 1
  }
}
