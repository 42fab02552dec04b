/// The members of a JSON object, by the names of properties.
struct JSONMembersDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let members: [ByteText: JSONValue]
  let codingPath: [any CodingKey]
  let isMap: Bool

  var allKeys: [Key] { members.names.compactMap(Key.init(stringValue:)) }

  func contains(_ key: Key) -> Bool { members[name(key)] != nil }

  func decodeNil(forKey key: Key) throws -> Bool { members[name(key)]?.isNull ?? true }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    try JSONValueDecoder.value(type, of: try member(key, orNull: type is any ReadWhenMissing.Type), at: path(key))
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try decoder(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder {
    JSONValueDecoder(json: .object(members), codingPath: codingPath, isMap: isMap)
  }

  func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }

  private func decoder(_ key: Key) throws -> JSONValueDecoder {
    JSONValueDecoder(json: try member(key, orNull: false), codingPath: path(key), isMap: false)
  }

  private func member(_ key: Key, orNull: Bool) throws -> JSONValue {
    if let member = members[name(key)] { return member }
    guard orNull else { throw MemberError(path(key), "is missing") }
    return .null
  }

  private func name(_ key: Key) -> String { isMap ? key.stringValue : MemberName.snakeCase(key.stringValue) }
  private func path(_ key: Key) -> [any CodingKey] { codingPath + [key] }
}

/// The items of a JSON array, one after the other.
struct JSONItemsDecoder: UnkeyedDecodingContainer {
  let items: [JSONValue]
  let codingPath: [any CodingKey]
  private(set) var currentIndex = 0

  init(items: [JSONValue], codingPath: [any CodingKey]) {
    self.items = items
    self.codingPath = codingPath
  }

  var count: Int? { items.count }
  var isAtEnd: Bool { currentIndex >= items.count }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, items[currentIndex].isNull else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    let (item, path) = try next()
    return try JSONValueDecoder.value(type, of: item, at: path)
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try superDecoder().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try superDecoder().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder {
    let (item, path) = try next()
    return JSONValueDecoder(json: item, codingPath: path, isMap: false)
  }

  private mutating func next() throws -> (JSONValue, [any CodingKey]) {
    let path = codingPath + [ItemKey(currentIndex)]
    guard !isAtEnd else { throw MemberError(path, "is missing: the list has \(items.count)") }
    defer { currentIndex += 1 }
    return (items[currentIndex], path)
  }
}

/// The one JSON value that something is.
struct JSONSingleDecoder: SingleValueDecodingContainer {
  let json: JSONValue
  let codingPath: [any CodingKey]

  func decodeNil() -> Bool { json.isNull }

  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    try JSONValueDecoder.value(type, of: json, at: codingPath)
  }
}
