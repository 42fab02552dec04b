extension CopyRowReader {
  public func isNull(_ field: Int) throws -> Bool { try withUTF8(field) { _ in true } == nil }

  public func int64(_ field: Int) throws -> Int64 { try required(field, optionalInt64(field), "int64") }
  public func double(_ field: Int) throws -> Double { try required(field, optionalDouble(field), "double") }
  public func text(_ field: Int) throws -> String { try required(field, optionalText(field), "text") }
  public func bool(_ field: Int) throws -> Bool { try required(field, optionalBool(field), "bool") }
  /// A `bytea`.
  public func bytes(_ field: Int) throws -> [UInt8] { try required(field, optionalBytes(field), "bytes") }
  /// A `timestamptz`, in microseconds since 1970-01-01T00:00:00Z.
  public func timestampMicros(_ field: Int) throws -> Int64 {
    try required(field, optionalTimestampMicros(field), "timestampMicros")
  }

  public func optionalInt64(_ field: Int) throws -> Int64? { try decoded(field, "int64", TextParser.int64) }
  public func optionalDouble(_ field: Int) throws -> Double? { try decoded(field, "double", TextParser.double) }
  public func optionalText(_ field: Int) throws -> String? {
    try withUTF8(field) { String(decoding: $0, as: UTF8.self) }
  }
  public func optionalBool(_ field: Int) throws -> Bool? { try decoded(field, "bool", TextParser.bool) }
  public func optionalBytes(_ field: Int) throws -> [UInt8]? { try decoded(field, "bytes", TextParser.bytes) }
  public func optionalTimestampMicros(_ field: Int) throws -> Int64? {
    try decoded(field, "timestampMicros", TextParser.timestampMicros)
  }

  private func decoded<T>(_ field: Int, _ wanted: String, _ parse: (UnsafeBufferPointer<UInt8>) -> T?) throws -> T? {
    try withUTF8(field) { text in
      if let value = parse(text) { return value }
      let shown = String(decoding: text.prefix(80), as: UTF8.self) + (text.count > 80 ? "…" : "")
      throw PostgresError(
        code: .decoding, message: "field \(field) holds \"\(shown)\", which is not \(wanted)",
        mend: "ask for the type the column has, or cast it in the query")
    }
  }

  private func required<T>(_ field: Int, _ value: T?, _ wanted: String) throws -> T {
    if let value { return value }
    throw PostgresError(
      code: .decoding, message: "field \(field) is NULL where \(wanted) is expected",
      mend: "read it with the optional variant, or use coalesce in the query")
  }
}
