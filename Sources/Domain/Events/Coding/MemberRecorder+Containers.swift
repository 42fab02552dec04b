/// Asked for the members of an object.
struct RecordedMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let record: MemberRecorder.Record
  let codingPath: [any CodingKey]

  /// Only a dictionary asks for it: one name that stands for all.
  var allKeys: [Key] { record.isMap ? [Key(stringValue: "*")].compactMap(\.self) : [] }

  func contains(_ key: Key) -> Bool { true }

  /// Only `decodeIfPresent` asks for it: the member may be left out.
  func decodeNil(forKey key: Key) throws -> Bool {
    record.members[MemberName.snakeCase(key.stringValue)] = Member(type: .any, isOptional: true)
    return false
  }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    var (value, member) = try MemberRecorder.learn(type, at: codingPath + [key])
    if record.isMap {
      record.type = .map(member)
      return value
    }
    let name = MemberName.snakeCase(key.stringValue)
    member.isOptional = record.members[name]?.isOptional ?? false
    record.members[name] = member
    return value
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    throw unknown(key)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw unknown(key) }
  func superDecoder() throws -> any Decoder { throw MemberError(codingPath, RecordedValue.reason) }
  func superDecoder(forKey key: Key) throws -> any Decoder { throw unknown(key) }

  private func unknown(_ key: Key) -> MemberError { MemberError(codingPath + [key], RecordedValue.reason) }
}

/// Asked for the items of a list: it has one or, for what asks for a pair, two.
struct RecordedItems: UnkeyedDecodingContainer {
  let record: MemberRecorder.Record
  let codingPath: [any CodingKey]
  private(set) var currentIndex = 0

  init(record: MemberRecorder.Record, codingPath: [any CodingKey]) {
    self.record = record
    self.codingPath = codingPath
  }

  var count: Int? { 1 }
  var isAtEnd: Bool { currentIndex >= 1 }

  mutating func decodeNil() throws -> Bool { false }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    let (value, member) = try MemberRecorder.learn(type, at: codingPath + [ItemKey(currentIndex)])
    record.type = .list(member)
    currentIndex += 1
    return value
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    throw MemberError(codingPath, RecordedValue.reason)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    throw MemberError(codingPath, RecordedValue.reason)
  }

  mutating func superDecoder() throws -> any Decoder { throw MemberError(codingPath, RecordedValue.reason) }
}

/// Asked for one value that may be null.
struct RecordedValue: SingleValueDecodingContainer {
  static let reason = "is read by hand: its members cannot be learned; let Codable be synthesised"

  let record: MemberRecorder.Record
  let codingPath: [any CodingKey]

  func decodeNil() -> Bool {
    record.isNullable = true
    return false
  }

  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    let (value, member) = try MemberRecorder.learn(type, at: codingPath)
    record.type = member.type
    return value
  }
}
