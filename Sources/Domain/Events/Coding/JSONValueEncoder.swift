extension JSONValue {
  /// A value as JSON, its properties as members in snake case.
  ///
  /// Traps where the value's `encode(to:)` throws: the synthesised ones of our own types never do.
  package init(encoding value: some Encodable) {
    do {
      self = try JSONValueEncoder.json(of: value, at: [])
    } catch {
      preconditionFailure("\(type(of: value)) cannot be written as JSON: \(error)")
    }
  }
}

/// Collects what one value's `encode(to:)` says.
final class JSONValueEncoder: Encoder {
  private enum Part {
    case value(JSONValue)
    case nested(JSONValueEncoder)

    var json: JSONValue {
      switch self {
      case .value(let value): value
      case .nested(let encoder): encoder.json
      }
    }
  }

  let codingPath: [any CodingKey]
  let userInfo: [CodingUserInfoKey: Any] = [:]
  /// The value is a dictionary: names stand as they are.
  let isMap: Bool
  private var members: [ByteText: Part]?
  private var items: [Part]?
  private var single: JSONValue?

  init(at path: [any CodingKey], isMap: Bool = false) {
    codingPath = path
    self.isMap = isMap
  }

  static func json<T: Encodable>(of value: T, at path: [any CodingKey]) throws -> JSONValue {
    if let leaf = value as? any JSONLeaf { return leaf.json }
    let encoder = JSONValueEncoder(at: path, isMap: T.self is any StringKeyed.Type)
    try value.encode(to: encoder)
    return encoder.json
  }

  private var json: JSONValue {
    if let members { return .object(members.mapValues(\.json)) }
    if let items { return .array(items.map(\.json)) }
    return single ?? .null
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    members = members ?? [:]
    return KeyedEncodingContainer(JSONMembersEncoder<Key>(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    items = items ?? []
    return JSONItemsEncoder(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { JSONSingleEncoder(encoder: self) }

  // What the containers say.

  func set(_ value: JSONValue) { single = value }

  func set(_ value: JSONValue, for key: any CodingKey) { members?[name(key)] = .value(value) }

  func append(_ value: JSONValue) { items?.append(.value(value)) }

  var itemCount: Int { items?.count ?? 0 }

  func nest(for key: any CodingKey) -> JSONValueEncoder {
    let encoder = JSONValueEncoder(at: codingPath + [key])
    members?[name(key)] = .nested(encoder)
    return encoder
  }

  func nestItem() -> JSONValueEncoder {
    let encoder = JSONValueEncoder(at: codingPath + [ItemKey(itemCount)])
    items?.append(.nested(encoder))
    return encoder
  }

  private func name(_ key: any CodingKey) -> String {
    isMap ? key.stringValue : MemberName.snakeCase(key.stringValue)
  }
}
