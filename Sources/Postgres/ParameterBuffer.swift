/// The parameters of one statement in the form libpq takes: one block of bytes and where each value begins.
struct ParameterBuffer {
  /// The type of each parameter, 0 where the server is to infer it.
  private(set) var types: [UInt32] = []
  private var bytes: [UInt8] = []
  /// Where each value begins in `bytes`; nil is NULL.
  private var starts: [Int?] = []
  private var lengths: [Int32] = []
  private var formats: [Int32] = []

  /// - Throws: `PostgresError` with code `.invalidValue` for text with a NUL character.
  init(_ values: [PostgresValue], query: String) throws {
    types.reserveCapacity(values.count)
    for (index, value) in values.enumerated() {
      do { try append(value) } catch var error as PostgresError {
        error.message = "parameter $\(index + 1): " + error.message
        error.query = PostgresError.excerpt(of: query, at: nil)
        throw error
      }
    }
  }

  var count: Int32 { Int32(types.count) }

  private mutating func append(_ value: PostgresValue) throws {
    switch value {
    case .null: add(type: 0, start: nil, length: 0, binary: false)
    case .bool(let bool): try add(type: TypeID.bool, text: bool ? "t" : "f")
    case .int(let int): try add(type: TypeID.int8, text: String(int))
    case .double(let double): try add(type: TypeID.float8, text: PostgresText.double(double))
    case .text(let text), .json(let text): try add(type: 0, text: text)
    case .uuid(let text): try add(type: TypeID.uuid, text: text)
    case .timestamp(let micros): try add(type: TypeID.timestamptz, text: PostgresText.timestamp(micros))
    case .bytes(let block):
      add(type: TypeID.bytea, start: bytes.count, length: block.count, binary: true)
      bytes += block
      bytes.append(0)
    case .textArray(let array): try add(type: TypeID.textArray, text: PostgresText.array(array, PostgresText.quoted))
    case .intArray(let array): try add(type: TypeID.int8Array, text: PostgresText.array(array) { String($0) })
    case .bytesArray(let array):
      try add(type: TypeID.byteaArray, text: PostgresText.array(array) { "\"\\" + PostgresText.hex($0) + "\"" })
    }
  }

  private mutating func add(type: UInt32, text: String) throws {
    guard !text.utf8.contains(0) else {
      throw PostgresError(
        code: .invalidValue, message: "the text holds a NUL character, which PostgreSQL cannot store",
        sqlState: "22021", mend: "remove it, or send the value as bytes (bytea)")
    }
    add(type: type, start: bytes.count, length: text.utf8.count, binary: false)
    bytes += text.utf8
    bytes.append(0)
  }

  private mutating func add(type: UInt32, start: Int?, length: Int, binary: Bool) {
    types.append(type)
    starts.append(start)
    lengths.append(Int32(clamping: length))
    formats.append(binary ? 1 : 0)
  }

  /// Calls with the values, lengths and formats as libpq wants them.
  func withPointers<R>(
    _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) throws -> R
  ) rethrows -> R {
    try bytes.withUnsafeBytes { block in
      let base = block.baseAddress?.assumingMemoryBound(to: CChar.self)
      let pointers = starts.map { start -> UnsafePointer<CChar>? in
        guard let start, let base else { return nil }
        return base + start
      }
      return try pointers.withUnsafeBufferPointer { values in
        try lengths.withUnsafeBufferPointer { lengths in
          try formats.withUnsafeBufferPointer { try body(values.baseAddress, lengths.baseAddress, $0.baseAddress) }
        }
      }
    }
  }
}
