import Domain

extension SchemaCompiler {
  mutating func apply(
    _ keyword: SchemaKeyword, _ value: JSONValue, _ pointer: String, to node: inout SchemaNode
  ) throws(SchemaError) {
    switch keyword {
    case .type: node.types = try types(value, pointer)
    case .properties, .required, .anyOf: break  // taken together in `members`
    case .additionalProperties: node.additional = try self.node(value, pointer)
    case .items: node.items = try self.node(value, pointer)
    case .minProperties: node.minProperties = try size(value, pointer)
    case .minItems: node.minItems = try size(value, pointer)
    case .maxItems: node.maxItems = try size(value, pointer)
    case .minLength: node.minLength = try size(value, pointer)
    case .maxLength: node.maxLength = try size(value, pointer)
    case .minimum: node.minimum = try bound(value, pointer)
    case .maximum: node.maximum = try bound(value, pointer)
    case .exclusiveMinimum:
      node.minimum = try bound(value, pointer)
      node.excludesMinimum = true
    case .exclusiveMaximum:
      node.maximum = try bound(value, pointer)
      node.excludesMaximum = true
    case .format:
      guard value.string == "date-time" else { throw unsupported(pointer, "use date-time") }
      node.isDateTime = true
    case .pattern:
      guard value.string == NameText.pattern else { throw unsupported(pointer, "use \(NameText.pattern)") }
      node.isName = true
    case .enum:
      guard let items = value.array, !items.isEmpty else { throw unsupported(pointer, "write a list of values") }
      node.constants = try constants(items, pointer)
    case .const: node.constants = try constants([value], pointer)
    case .oneOf: node.oneOf = try branches(value, pointer)
    }
  }

  /// The members an object's schema names, which are required, and what `anyOf` requires of them.
  mutating func members(
    _ keywords: [ByteText: JSONValue], _ pointer: String, _ node: inout SchemaNode
  ) throws(SchemaError) {
    let properties = keywords["properties"] ?? [:]
    guard let declared = properties.object else { throw unsupported(pointer + "/properties", "write an object") }
    let required = try names(keywords["required"], pointer + "/required")
    let choices = try requiredChoices(keywords["anyOf"], pointer + "/anyOf")
    let all = Set(declared.names).union(required).union((choices ?? []).joined()).sorted()
    guard all.count <= 64 else {
      throw SchemaError(pointer: pointer, problem: "over 64 named members", mend: "group them into objects")
    }

    var compiled: [SchemaMember] = []
    for name in all {
      let child = try declared[name].map { value throws(SchemaError) in
        try self.node(value, pointer + "/properties/" + JSONLocation.escape(name))
      }
      compiled.append(
        SchemaMember(hash: JSONNameHash.hash(Array(name.utf8)), name: pooled(name), node: child ?? SchemaNode.any))
    }
    func bits(_ names: [String]) -> UInt64 {
      names.reduce(0) { bits, name in bits | 1 << UInt64(all.firstIndex(of: name) ?? 0) }
    }
    node.members = schema.append(members: compiled)
    node.table = schema.appendTable(over: node.members)
    node.required = bits(required)
    if let choices {
      let start = Int32(schema.requiredSets.count)
      schema.requiredSets.append(contentsOf: choices.map(bits))
      node.anyRequired = start..<Int32(schema.requiredSets.count)
    } else if let choices = keywords["anyOf"] {
      node.anyOf = try branches(choices, pointer + "/anyOf")
    }
  }

  /// The branches of `anyOf`, where each of them only requires members.
  private func requiredChoices(_ value: JSONValue?, _ pointer: String) throws(SchemaError) -> [[String]]? {
    guard let branches = value?.array else { return nil }
    var choices: [[String]] = []
    for branch in branches {
      guard let keywords = branch.object, keywords.count == 1, let required = keywords["required"] else { return nil }
      choices.append(try names(required, pointer))
    }
    return choices
  }

  private mutating func branches(_ value: JSONValue, _ pointer: String) throws(SchemaError) -> Range<Int32> {
    guard let items = value.array, !items.isEmpty else { throw unsupported(pointer, "write a list of schemas") }
    var nodes: [Int] = []
    for (index, item) in items.enumerated() {
      nodes.append(try node(item, pointer + "/" + String(index)))
    }
    let start = Int32(schema.branches.count)
    schema.branches.append(contentsOf: nodes)
    return start..<Int32(schema.branches.count)
  }
}
