/// The validating keywords that are supported.
enum SchemaKeyword: String, CaseIterable {
  case type
  case properties
  case required
  case additionalProperties
  case minProperties
  case items
  case minItems
  case maxItems
  case minLength
  case maxLength
  case format
  case pattern
  case minimum
  case maximum
  case exclusiveMinimum
  case exclusiveMaximum
  case `enum`
  case const
  case anyOf
  case oneOf
}
