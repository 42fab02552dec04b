/// Learns the members of a type from its synthesised `init(from:)`: a decoder that has no value, answers every question
/// with a stand-in, and writes down what it was asked.
struct MemberRecorder: Decoder {
  /// What was asked for.
  final class Record {
    var members: [String: Member] = [:]
    /// Of a list, a dictionary or a wrapped value.
    var type: MemberType?
    var isNullable = false
    let isMap: Bool

    init(isMap: Bool) { self.isMap = isMap }
  }

  let record: Record
  let codingPath: [any CodingKey]
  let userInfo: [CodingUserInfoKey: Any] = [:]

  /// The members of a type that is an object.
  static func members<T: Decodable>(of type: T.Type) throws -> [String: Member] {
    guard case .object(let members) = try learn(type, at: []).member.type else {
      throw MemberError([], "has no members: \(type) is no object")
    }
    return members
  }

  static func learn<T: Decodable>(_ type: T.Type, at path: [any CodingKey]) throws -> (value: T, member: Member) {
    if let leaf = type as? any JSONLeaf.Type, let value = leaf.standIn as? T {
      return (value, Member(type: leaf.memberType))
    }
    let record = Record(isMap: type is any StringKeyed.Type)
    let value = try T(from: MemberRecorder(record: record, codingPath: path))
    return (value, Member(type: record.type ?? .object(record.members), isNullable: record.isNullable))
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(RecordedMembers<Key>(record: record, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedDecodingContainer { RecordedItems(record: record, codingPath: codingPath) }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    RecordedValue(record: record, codingPath: codingPath)
  }
}
