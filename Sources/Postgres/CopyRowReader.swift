import Glibc

/// Reads rows of `COPY … TO STDOUT` in text format; keeps its memory from row to row.
///
/// ```swift
/// var reader = CopyRowReader()
/// try db.copyOut("COPY event TO STDOUT") { row in
///   reader.read(row)
///   try handle(reader.int64(0), reader.text(1))
/// }
/// ```
/// Fields count from 0. The methods throw a `PostgresError` with code `.decoding` as those of ``PostgresRow`` do.
public struct CopyRowReader {
  private struct Field {
    var start: Int
    /// Negative for NULL.
    var length: Int
  }

  private var text: [UInt8] = []
  private var fields: [Field] = []

  public init() {}

  /// The fields of the row read last.
  public var count: Int { fields.count }

  /// Takes a row apart; its memory is not needed afterwards.
  public mutating func read(_ row: UnsafeRawBufferPointer) {
    fields.removeAll(keepingCapacity: true)
    var length = row.count
    if length > 0, row[length - 1] == UInt8(ascii: "\n") { length -= 1 }
    if text.count < length { text = [UInt8](repeating: 0, count: max(256, 2 * length)) }
    guard let start = row.baseAddress else { return }
    text.withUnsafeMutableBufferPointer { block in
      guard let target = block.baseAddress else { return }
      var position = 0
      var written = 0
      while true {
        let rest = length - position
        // COPY escapes tabs within values, so each tab ends a field.
        let tab = rest > 0 ? memchr(start + position, 9, rest) : nil
        let end = tab.map { UnsafeRawPointer($0) - start } ?? length
        let raw = UnsafeRawBufferPointer(rebasing: row[position..<end])
        if raw.count == 2, raw[0] == UInt8(ascii: "\\"), raw[1] == UInt8(ascii: "N") {
          fields.append(Field(start: written, length: -1))
        } else {
          let size = CopyRowReader.decode(raw, to: target + written)
          fields.append(Field(start: written, length: size))
          written += size
        }
        guard tab != nil else { return }
        position = end + 1
      }
    }
  }

  private static func decode(_ raw: UnsafeRawBufferPointer, to target: UnsafeMutablePointer<UInt8>) -> Int {
    guard let base = raw.baseAddress, !raw.isEmpty else { return 0 }
    guard memchr(base, Int32(UInt8(ascii: "\\")), raw.count) != nil else {
      memcpy(target, base, raw.count)
      return raw.count
    }
    return CopyEscape.unescape(raw, to: target)
  }

  /// The bytes of a field's text form, valid during the call; nil for NULL.
  public func withUTF8<R>(_ field: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) throws -> R? {
    guard fields.indices.contains(field) else {
      throw PostgresError(code: .decoding, message: "there is no field \(field): the row has \(count)")
    }
    let found = fields[field]
    guard found.length >= 0 else { return nil }
    return try text.withUnsafeBufferPointer {
      try body(UnsafeBufferPointer(rebasing: $0[found.start..<found.start + found.length]))
    }
  }
}
