extension JSONValue {
  /// Reads a value whose properties are this object's members in snake case; members it does not know are let pass.
  /// - Throws: `MemberError` for a member that is missing or of another type.
  package func decoded<T: Decodable>(as type: T.Type) throws -> T { try JSONValueDecoder.value(type, of: self, at: []) }
}

/// Hands a JSON value to one `init(from:)`.
struct JSONValueDecoder: Decoder {
  let json: JSONValue
  let codingPath: [any CodingKey]
  /// The value is a dictionary: names stand as they are.
  let isMap: Bool
  let userInfo: [CodingUserInfoKey: Any] = [:]

  static func value<T: Decodable>(_ type: T.Type, of json: JSONValue, at path: [any CodingKey]) throws -> T {
    if let leaf = type as? any JSONLeaf.Type {
      guard let value = leaf.init(json: json) as? T else {
        throw MemberError(path, "has to be \(leaf.memberType.words), but is \(json.found)")
      }
      return value
    }
    if let readable = type as? any JSONReadable.Type, let value = try readable.init(json: json) as? T { return value }
    return try T(from: JSONValueDecoder(json: json, codingPath: path, isMap: type is any StringKeyed.Type))
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard let members = json.object else { throw MemberError(codingPath, "has to be an object, but is \(json.found)") }
    return KeyedDecodingContainer(JSONMembersDecoder(members: members, codingPath: codingPath, isMap: isMap))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard let items = json.array else { throw MemberError(codingPath, "has to be a list, but is \(json.found)") }
    return JSONItemsDecoder(items: items, codingPath: codingPath)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    JSONSingleDecoder(json: json, codingPath: codingPath)
  }
}
