/// The members of an object on their way into JSON.
struct JSONMembersEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: JSONValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  func encodeNil(forKey key: Key) throws { encoder.set(.null, for: key) }

  func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    encoder.set(try JSONValueEncoder.json(of: value, at: codingPath + [key]), for: key)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    encoder.nest(for: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    encoder.nest(for: key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { encoder }
  func superEncoder(forKey key: Key) -> any Encoder { encoder.nest(for: key) }
}

/// The items of an array on their way into JSON.
struct JSONItemsEncoder: UnkeyedEncodingContainer {
  let encoder: JSONValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }
  var count: Int { encoder.itemCount }

  func encodeNil() throws { encoder.append(.null) }

  func encode<T: Encodable>(_ value: T) throws {
    encoder.append(try JSONValueEncoder.json(of: value, at: codingPath + [ItemKey(count)]))
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    encoder.nestItem().container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder.nestItem().unkeyedContainer() }
  func superEncoder() -> any Encoder { encoder.nestItem() }
}

/// The one value that something is on its way into JSON.
struct JSONSingleEncoder: SingleValueEncodingContainer {
  let encoder: JSONValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  func encodeNil() throws { encoder.set(.null) }

  func encode<T: Encodable>(_ value: T) throws {
    encoder.set(try JSONValueEncoder.json(of: value, at: codingPath))
  }
}
