import Domain

/// An event in structured mode: one JSON object that states attributes and data (CloudEvents JSON format 1.0).
struct StructuredEnvelope {
  /// As a record in binary mode would have them in headers, held to the same limits.
  private(set) var attributes = CloudEventAttributes()
  /// Bytes of names and values, as headers would have them.
  private(set) var size = 0
  /// Where the data stands in the body.
  private(set) var data: Range<Int>?

  /// Reads a body's bytes; what `data` holds is checked to be JSON and otherwise left alone.
  init(_ bytes: UnsafeBufferPointer<UInt8>) throws(Rejection) {
    let members = Result { () throws(JSONError) in try StructuredEnvelope.members(bytes) }
      .mapError { Rejection($0, in: bytes) }
    guard let members = try members.get() else {
      throw Rejection(
        .invalidJSON, "the body is no JSON object, and content-type says that it is an event",
        mend: "send one event per record, as one object")
    }
    for (name, value) in members { try take(name, value, bytes) }
  }

  /// The members of the object that the bytes are; nil where they are another JSON value.
  private static func members(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(JSONError) -> [(name: String, value: Range<Int>)]? {
    var reader = SchemaValidator(JSONSchema(), bytes)
    try reader.scanner.begin()
    let isObject = try reader.scanner.peek() == UInt8(ascii: "{")
    guard isObject else {
      try reader.value(SchemaNode.any)
      try reader.scanner.end()
      return nil
    }
    let (mark, closing) = (reader.names.mark, UInt8(ascii: "}"))
    var members: [(name: String, value: Range<Int>)] = []
    if try reader.scanner.enter(closing: closing) {
      repeat {
        let name = try reader.scanner.name()
        reader.names.add(name, hash: JSONNameHash.hash(bytes, name.start, name.end))
        _ = try reader.scanner.peek()
        let (start, depth) = (reader.scanner.index, reader.scanner.depth)
        // Nested as deep as where it is the whole body.
        reader.scanner.depth = 0
        try reader.value(SchemaNode.any)
        reader.scanner.depth = depth
        members.append((reader.scanner.text(name), start..<reader.scanner.index))
      } while try reader.scanner.another(closing: closing)
    }
    try reader.names.end(mark, reader.scanner)
    try reader.scanner.end()
    return members
  }

  private mutating func take(
    _ name: String, _ value: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(Rejection) {
    let isNull = bytes[value.lowerBound] == UInt8(ascii: "n")
    switch name {
    case "data": data = value
    case "data_base64" where !isNull:
      throw .unsupported("the event's data stands in", name, "send the data as JSON, in the member data")
    case _ where isNull: break
    case "datacontenttype":
      let type = try StructuredEnvelope.text(name, value, bytes)
      guard ContentType.isJSON(type) else { throw .unsupported("the attribute datacontenttype is", type) }
    default:
      let text = try StructuredEnvelope.text(name, value, bytes)
      let header = Array("ce_".utf8) + Array(name.utf8)
      size += header.count + text.utf8.count
      guard size <= CloudEventDecoder.headersLimit else { return }
      do throws(Rejection) {
        try header.withUnsafeBufferPointer { header throws(Rejection) in
          try Array(text.utf8).withUnsafeBufferPointer { text throws(Rejection) in try attributes.take(header, text) }
        }
      } catch { throw error.inEnvelope }
    }
  }

  /// A string; what an extension may be besides, a boolean or a whole number, as binary mode writes it.
  private static func text(
    _ name: String, _ value: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(Rejection) -> String {
    let isRequired = ["specversion", "id", "source", "type", "time", "subject", "loop"].contains(name)
    switch try? JSONReader.parse(Array(bytes[value])) {
    case .string(let text): return text
    case .bool(let value) where !isRequired: return value ? "true" : "false"
    case let number? where !isRequired && number.integer.flatMap({ Int32(exactly: $0) }) != nil:
      return String(number.integer ?? 0)
    default:
      throw Rejection(
        .malformedAttribute, "the attribute \(name.prefix(64)) is no string", mend: "write it as a JSON string")
    }
  }
}

extension Rejection {
  /// Said of an attribute in the body.
  var inEnvelope: Rejection {
    var rejection = self
    let header = "the header ce_"
    if message.hasPrefix(header) { rejection.message = "the attribute " + message.dropFirst(header.count) }
    return rejection
  }
}
