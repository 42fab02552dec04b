import Domain

/// Holds the members of a type against a JSON Schema, and says where they differ.
struct SchemaComparison {
  /// `$defs` of the document.
  let definitions: JSONValue
  private(set) var differences: [String] = []

  init(definitions: JSONValue) { self.definitions = definitions }

  mutating func compare(_ members: [String: Member], with schema: JSONValue, at path: [String]) {
    let schema = resolved(schema).schema
    let properties = schema["properties"]?.object ?? [:]
    let required = Set(schema["required"]?.array?.compactMap(\.string) ?? [])
    for name in Set(members.keys).union(properties.names).sorted() {
      let path = path + [name]
      guard let member = members[name] else {
        differ(path, "only in the schema")
        continue
      }
      guard let property = properties[name] else {
        differ(path, "only in the struct")
        continue
      }
      let (inner, isNullable) = resolved(property)
      let isOptional = member.isOptional || member.isNullable
      if isOptional != (!required.contains(name) || isNullable) {
        differ(path, isOptional ? "optional, but required in the schema" : "required, but optional in the schema")
      }
      if member.isNullable && !isNullable { differ(path, "written as null, which the schema does not allow") }
      compare(member.type, with: inner, at: path)
    }
  }

  private mutating func compare(_ type: MemberType, with schema: JSONValue, at path: [String]) {
    switch type {
    case .any: return
    case .object(let members) where schema["properties"] != nil: compare(members, with: schema, at: path)
    case .map(let value) where schema["additionalProperties"] != nil:
      compare(item: value, with: schema["additionalProperties"] ?? [:], at: path)
    case .list(let item) where schema["items"] != nil: compare(item: item, with: schema["items"] ?? [:], at: path)
    case .word(let words):
      let listed = (schema["enum"]?.array ?? []).compactMap(\.string).sorted()
      if listed != words { differ(path, "one of \(words), but \(listed) in the schema") }
    case .boolean, .integer, .number, .text, .time, .list, .map, .object:
      let (mine, theirs) = (SchemaComparison.name(type), SchemaComparison.name(schema))
      if mine != theirs { differ(path, "\(mine), but \(theirs) in the schema") }
    }
  }

  private mutating func compare(item: Member, with schema: JSONValue, at path: [String]) {
    let (inner, isNullable) = resolved(schema)
    if item.isNullable != isNullable {
      differ(path + ["*"], isNullable ? "not null, but nullable in the schema" : "nullable, but not null in the schema")
    }
    compare(item.type, with: inner, at: path + ["*"])
  }

  private mutating func differ(_ path: [String], _ what: String) {
    differences.append(path.joined(separator: ".") + ": " + what)
  }

  /// The schema without references and without the null that it may allow besides one other type.
  private func resolved(_ schema: JSONValue) -> (schema: JSONValue, isNullable: Bool) {
    if let name = schema["$ref"]?.string?.split(separator: "/").last {
      return resolved(definitions[String(name)] ?? [:])
    }
    if let branches = schema["anyOf"]?.array, branches.contains(["type": "null"]),
      let other = branches.first(where: { $0 != ["type": "null"] })
    {
      return (resolved(other).schema, true)
    }
    let types = schema["type"]?.array?.compactMap(\.string) ?? []
    guard types.count == 2, types.contains("null"), var members = schema.object else {
      return (schema, types.contains("null"))
    }
    members["type"] = types.first { $0 != "null" }.map(JSONValue.string)
    return (.object(members), true)
  }

  static func name(_ type: MemberType) -> String {
    switch type {
    case .any: "any"
    case .boolean: "boolean"
    case .integer: "integer"
    case .number: "number"
    case .text: "text"
    case .time: "time"
    case .word: "word"
    case .list: "list"
    case .map, .object: "object"
    }
  }

  private static func name(_ schema: JSONValue) -> String {
    if let types = schema["type"]?.array?.compactMap(\.string) {
      return Set(types).isSuperset(of: ["null", "boolean", "number", "string", "array", "object"])
        ? "any" : types.joined(separator: " or ")
    }
    switch schema["type"]?.string {
    case "string": return schema["format"] == "date-time" ? "time" : "text"
    case "array": return "list"
    case let type?: return type
    case nil: return schema["enum"] == nil ? "any" : "word"
    }
  }
}
