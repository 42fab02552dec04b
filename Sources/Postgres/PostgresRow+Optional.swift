import CLibPQ

extension PostgresRow {
  public func optionalInt64(_ column: Int) throws -> Int64? {
    try optional(column, "int64") { text, _ in TextParser.int64(text) }
  }

  public func optionalInt(_ column: Int) throws -> Int? {
    try optional(column, "int") { text, _ in TextParser.int64(text).flatMap(Int.init(exactly:)) }
  }

  public func optionalDouble(_ column: Int) throws -> Double? {
    try optional(column, "double") { text, _ in TextParser.double(text) }
  }

  public func optionalText(_ column: Int) throws -> String? {
    try optional(column, "text") { text, _ in String(decoding: text, as: UTF8.self) }
  }

  public func optionalBool(_ column: Int) throws -> Bool? {
    try optional(column, "bool") { text, type in type == TypeID.bool ? TextParser.bool(text) : nil }
  }

  public func optionalBytes(_ column: Int) throws -> [UInt8]? {
    try optional(column, "bytes") { text, type in type == TypeID.bytea ? TextParser.bytes(text) : nil }
  }

  public func optionalTimestampMicros(_ column: Int) throws -> Int64? {
    try optional(column, "timestampMicros") { text, type in
      type == TypeID.timestamptz ? TextParser.timestampMicros(text) : nil
    }
  }

  /// Decodes a value that may be NULL; `decode` gets text form and type and returns nil for what it cannot read.
  func optional<T>(
    _ column: Int, _ wanted: String, _ decode: (UnsafeBufferPointer<UInt8>, UInt32) -> T?
  ) throws -> T? {
    let type = PQftype(handle.pointer, Int32(clamping: column))
    return try withUTF8(column) { text in
      if let value = decode(text, type) { return value }
      let shown = String(decoding: text.prefix(80), as: UTF8.self) + (text.count > 80 ? "…" : "")
      throw PostgresError(
        code: .decoding, message: "\(describe(column)) holds \"\(shown)\", which is not \(wanted)",
        mend: "ask for the type the column has, or cast it in the query")
    }
  }

  func required<T>(_ column: Int, _ value: T?, _ wanted: String) throws -> T {
    guard let value else {
      throw PostgresError(
        code: .decoding, message: "\(describe(column)) is NULL where \(wanted) is expected",
        mend: "read it with the optional variant, or use coalesce in the query")
    }
    return value
  }

  func check(_ column: Int) throws {
    guard column >= 0, column < count else {
      throw PostgresError(code: .decoding, message: "there is no column \(column): the row has \(count)")
    }
  }

  private func describe(_ column: Int) -> String {
    let name = PQfname(handle.pointer, Int32(column)).map { String(cString: $0) } ?? ""
    return "column \(column) \"\(name)\" (\(TypeID.name(PQftype(handle.pointer, Int32(column)))))"
  }
}
