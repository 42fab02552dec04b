/// A member that is written as `null` where it has no value; without this mark it would be left out.
///
/// Read, a missing member is the same as null.
@propertyWrapper
package struct WrittenAsNull<Value: Codable & Sendable & Hashable>: Codable, Sendable, Hashable {
  package var wrappedValue: Value?

  package init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
  }
}

/// A type that can be read where its member is missing.
protocol ReadWhenMissing {}

extension WrittenAsNull: ReadWhenMissing {}
