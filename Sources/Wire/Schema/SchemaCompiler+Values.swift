import Domain

extension SchemaCompiler {
  func unsupported(_ pointer: String, _ mend: String) -> SchemaError {
    SchemaError(pointer: pointer, problem: "this value of the keyword is not supported", mend: mend)
  }

  func types(_ value: JSONValue, _ pointer: String) throws(SchemaError) -> SchemaTypes {
    var types: SchemaTypes = []
    for item in value.array ?? [value] {
      guard let known = SchemaTypes.names.first(where: { $0.name == item.string }) else {
        throw unsupported(pointer, "use \(SchemaTypes.all.text)")
      }
      types.insert(known.type == .number ? .anyNumber : known.type)
    }
    guard !types.isEmpty else { throw unsupported(pointer, "name a type") }
    return types
  }

  func names(_ value: JSONValue?, _ pointer: String) throws(SchemaError) -> [String] {
    guard let value else { return [] }
    let names = value.array?.compactMap(\.string)
    guard let names, names.count == value.array?.count else { throw unsupported(pointer, "write a list of names") }
    return names
  }

  func size(_ value: JSONValue, _ pointer: String) throws(SchemaError) -> Int {
    guard let size = value.integer, size >= 0 else { throw unsupported(pointer, "write a whole number, 0 or more") }
    return Int(size)
  }

  mutating func bound(_ value: JSONValue, _ pointer: String) throws(SchemaError) -> SchemaBound {
    guard value.double != nil else { throw unsupported(pointer, "write a number") }
    return number(value)
  }

  private mutating func number(_ value: JSONValue) -> SchemaBound {
    SchemaBound(nearest: value.double ?? .nan, integer: value.integer, digits: pooled(value.sentText))
  }

  mutating func constants(_ items: [JSONValue], _ pointer: String) throws(SchemaError) -> Range<Int32> {
    let start = Int32(schema.constants.count)
    for item in items {
      switch item {
      case .null: schema.constants.append(.null)
      case .bool(let value): schema.constants.append(.bool(value))
      case .integer, .number, .decimal: schema.constants.append(.number(number(item)))
      case .string(let value): schema.constants.append(.string(pooled(value)))
      case .array, .object: throw unsupported(pointer, "use strings, numbers, booleans or null")
      }
    }
    return start..<Int32(schema.constants.count)
  }
}

extension JSONSchema {
  mutating func append(members compiled: [SchemaMember]) -> Range<Int32> {
    let start = Int32(members.count)
    members.append(contentsOf: compiled)
    return start..<Int32(members.count)
  }

  /// Builds the open-addressed hash table over the members, at most half full.
  mutating func appendTable(over range: Range<Int32>) -> Range<Int32> {
    guard !range.isEmpty else { return 0..<0 }
    var size = 2
    while size < range.count * 2 { size *= 2 }
    let start = places.count
    places.append(contentsOf: repeatElement(-1, count: size))
    for member in range {
      var place = Int(truncatingIfNeeded: members[Int(member)].hash) & (size - 1)
      while places[start + place] >= 0 { place = (place + 1) & (size - 1) }
      places[start + place] = member
    }
    return Int32(start)..<Int32(places.count)
  }
}
