/// One compiled schema: plain numbers only, so that checking a value copies and retains nothing.
///
/// Ranges point into the tables of `JSONSchema`.
struct SchemaNode {
  /// No schema: any value.
  static let any = -1
  /// The schema `false`: no value.
  static let never = -2

  var types: SchemaTypes = .all
  /// The object's members that the schema names; their number is at most 64.
  var members: Range<Int32> = 0..<0
  /// Hash table over the members: a power of two of places in `JSONSchema.places`, or none.
  var table: Range<Int32> = 0..<0
  /// Bit by bit, the members that are required.
  var required: UInt64 = 0
  /// Schema of the members that are not named.
  var additional = SchemaNode.any
  var minProperties = 0
  /// Schema of each item.
  var items = SchemaNode.any
  var minItems = 0
  var maxItems = Int.max
  /// Lengths in Unicode scalars.
  var minLength = 0
  var maxLength = Int.max
  var isDateTime = false
  /// Without control characters: see `NameText`.
  var isName = false
  var minimum = SchemaBound(infinity: -.infinity)
  var maximum = SchemaBound(infinity: .infinity)
  var excludesMinimum = false
  var excludesMaximum = false
  var constants: Range<Int32> = 0..<0
  /// `anyOf` whose branches only require members: one set of bits per branch.
  var anyRequired: Range<Int32> = 0..<0
  var anyOf: Range<Int32> = 0..<0
  var oneOf: Range<Int32> = 0..<0

  var hasNumberRange: Bool { minimum.nearest > -.infinity || maximum.nearest < .infinity }
  var hasLength: Bool { minLength > 0 || maxLength < .max }
}

/// The JSON types a schema allows.
struct SchemaTypes: OptionSet, Sendable {
  let rawValue: UInt8

  static let null = SchemaTypes(rawValue: 1)
  static let boolean = SchemaTypes(rawValue: 2)
  /// Whole numbers only, such as 3 and 3.0.
  static let integer = SchemaTypes(rawValue: 4)
  static let number = SchemaTypes(rawValue: 8)
  static let string = SchemaTypes(rawValue: 16)
  static let array = SchemaTypes(rawValue: 32)
  static let object = SchemaTypes(rawValue: 64)
  static let all = SchemaTypes(rawValue: 127)
  static let anyNumber: SchemaTypes = [.integer, .number]

  static let names: [(name: String, type: SchemaTypes)] = [
    ("null", .null), ("boolean", .boolean), ("integer", .integer), ("number", .number), ("string", .string),
    ("array", .array), ("object", .object),
  ]

  /// The types' names, such as `string or null`.
  var text: String {
    SchemaTypes.names.filter { contains($0.type) }.map(\.name).joined(separator: " or ")
  }
}
