/// A value that is one JSON value, and no object of members.
package protocol JSONLeaf {
  /// What the members of this type are.
  static var memberType: MemberType { get }
  /// Any value of the type, for the recorder of members.
  static var standIn: Self { get }
  /// nil where the JSON value is of another type.
  init?(json: JSONValue)
  var json: JSONValue { get }
}

extension JSONLeaf where Self: RawRepresentable & CaseIterable, RawValue == String {
  package static var memberType: MemberType { .word(allCases.map(\.rawValue).sorted()) }
  // An enumeration that can be decoded has a case.
  package static var standIn: Self { allCases.first.unsafelyUnwrapped }
  package init?(json: JSONValue) {
    guard let text = json.string else { return nil }
    self.init(rawValue: text)
  }
  package var json: JSONValue { .string(rawValue) }
}

extension Bool: JSONLeaf {
  package static var memberType: MemberType { .boolean }
  package static var standIn: Bool { false }
  package init?(json: JSONValue) {
    guard let value = json.bool else { return nil }
    self = value
  }
  package var json: JSONValue { .bool(self) }
}

extension String: JSONLeaf {
  package static var memberType: MemberType { .text }
  package static var standIn: String { "" }
  package init?(json: JSONValue) {
    guard let value = json.string else { return nil }
    self = value
  }
  package var json: JSONValue { .string(self) }
}

extension ByteText {
  package static var memberType: MemberType { .text }
  package static var standIn: ByteText { "" }
  package init?(json: JSONValue) {
    guard let value = json.string else { return nil }
    self.init(value)
  }
  package var json: JSONValue { .string(text) }
}

extension Double {
  /// The number, where it is one that JSON has: neither NaN nor infinite. A member that may lack its value takes this.
  package var finite: Double? { isFinite ? self : nil }
}

extension Double: JSONLeaf {
  package static var memberType: MemberType { .number }
  package static var standIn: Double { 0 }
  package init?(json: JSONValue) {
    guard let value = json.double else { return nil }
    self = value
  }
  /// `null` where it is not finite: no tree of ours holds a number that JSON has not.
  package var json: JSONValue { JSONValue(finite: self) }
}

extension JSONLeaf where Self: FixedWidthInteger {
  package static var memberType: MemberType { .integer }
  package static var standIn: Self { 0 }
  package init?(json: JSONValue) {
    guard let whole = json.integer else { return nil }
    self.init(exactly: whole)
  }
  package var json: JSONValue { Int64(exactly: self).map(JSONValue.integer) ?? .number(Double(self)) }
}

extension Int: JSONLeaf {}
extension Int64: JSONLeaf {}
extension UInt32: JSONLeaf {}

extension JSONValue: JSONLeaf {
  package static var memberType: MemberType { .any }
  package static var standIn: JSONValue { .null }
  package init?(json: JSONValue) { self = json }
  package var json: JSONValue { self }
}

extension Timestamp {
  package static var memberType: MemberType { .time }
  package static var standIn: Timestamp { Timestamp(microseconds: 0) }
  package init?(json: JSONValue) {
    guard let text = json.string, let moment = try? Timestamp(text: text) else { return nil }
    self = moment
  }
  package var json: JSONValue { .string(text) }
}

extension TimeSpan {
  package static var memberType: MemberType { .text }
  package static var standIn: TimeSpan { .zero }
  package init?(json: JSONValue) {
    guard let text = json.string, let span = try? TimeSpan(text: text) else { return nil }
    self = span
  }
  package var json: JSONValue { .string(text) }
}
