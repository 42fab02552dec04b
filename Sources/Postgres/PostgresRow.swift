import CLibPQ

/// One row; columns count from 0.
///
/// Each method throws a `PostgresError` with code `.decoding` that names column, type and value when the
/// column does not exist, is NULL, or does not hold what is asked for. See ``optionalText(_:)-(Int)`` and its like
/// for columns that may be NULL, and the variants by column name.
public struct PostgresRow: Sendable {
  let handle: ResultHandle
  let index: Int32

  public var count: Int { Int(PQnfields(handle.pointer)) }

  public func isNull(_ column: Int) throws -> Bool { try optional(column, "a value") { _, _ in true } == nil }

  public func int64(_ column: Int) throws -> Int64 { try required(column, optionalInt64(column), "int64") }
  public func int(_ column: Int) throws -> Int { try required(column, optionalInt(column), "int") }
  public func double(_ column: Int) throws -> Double { try required(column, optionalDouble(column), "double") }
  /// The text form of a value of any type.
  public func text(_ column: Int) throws -> String { try required(column, optionalText(column), "text") }
  public func bool(_ column: Int) throws -> Bool { try required(column, optionalBool(column), "bool") }
  /// A `bytea`.
  public func bytes(_ column: Int) throws -> [UInt8] { try required(column, optionalBytes(column), "bytes") }
  /// A `timestamptz`, in microseconds since 1970-01-01T00:00:00Z.
  public func timestampMicros(_ column: Int) throws -> Int64 {
    try required(column, optionalTimestampMicros(column), "timestampMicros")
  }

  /// The bytes of a value's text form, without a copy; valid only during the call; nil for NULL.
  public func withUTF8<R>(_ column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) throws -> R? {
    try check(column)
    let field = Int32(column)
    guard PQgetisnull(handle.pointer, index, field) == 0, let start = PQgetvalue(handle.pointer, index, field) else {
      return nil
    }
    let length = Int(PQgetlength(handle.pointer, index, field))
    return try start.withMemoryRebound(to: UInt8.self, capacity: length) {
      try body(UnsafeBufferPointer(start: $0, count: length))
    }
  }
}
