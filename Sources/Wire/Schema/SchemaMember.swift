/// A member that an object's schema names: where its name lies in `JSONSchema.text`, and its own schema.
struct SchemaMember {
  var hash: UInt64
  var name: Range<Int32>
  var node: Int
}

/// A value of `enum` or `const`.
enum SchemaConstant {
  case null
  case bool(Bool)
  case number(SchemaBound)
  /// Its bytes in `JSONSchema.text`.
  case string(Range<Int32>)
}
