import Domain

/// Compiles a schema document into the tables of `JSONSchema`.
struct SchemaCompiler {
  let document: JSONValue
  var schema = JSONSchema()
  /// Nodes of the schemas that were referred to, by pointer; set before they are compiled, so schemas may be recursive.
  var referred: [String: Int] = [:]

  init(document: JSONValue) { self.document = document }

  mutating func compile() throws(SchemaError) -> JSONSchema {
    schema.root = try node(document, "")
    return schema
  }

  /// Compiles one schema and gives its node.
  mutating func node(_ value: JSONValue, _ pointer: String) throws(SchemaError) -> Int {
    if case .bool(let allows) = value { return allows ? SchemaNode.any : SchemaNode.never }
    guard let keywords = value.object else {
      throw SchemaError(pointer: pointer, problem: "a schema is an object or a boolean", mend: "write {} for any value")
    }
    if let target = keywords["$ref"] { return try reference(target, keywords, pointer) }
    let place = schema.nodes.count
    schema.nodes.append(SchemaNode())
    try fill(place, keywords, pointer)
    return place
  }

  private mutating func reference(
    _ target: JSONValue, _ keywords: [ByteText: JSONValue], _ pointer: String
  ) throws(SchemaError) -> Int {
    for name in keywords.names where name != "$ref" && !SchemaCompiler.annotations.contains(name) {
      throw SchemaError(
        pointer: pointer + "/" + name, problem: "a keyword beside $ref is not supported", mend: "move it into the $defs"
      )
    }
    let prefix = "#/$defs/"
    guard let text = target.string, text.hasPrefix(prefix) else {
      throw SchemaError(
        pointer: pointer + "/$ref", problem: "only references to local $defs are supported",
        mend: "write it like #/$defs/name")
    }
    if let known = referred[text] { return known }
    guard let value = document["$defs"]?[String(text.dropFirst(prefix.count))] else {
      throw SchemaError(pointer: pointer + "/$ref", problem: "there is no \(text)", mend: "define it in $defs")
    }
    guard let keywords = value.object, keywords["$ref"] == nil else {
      throw SchemaError(
        pointer: pointer + "/$ref", problem: "\(text) is no schema of its own", mend: "refer to one with keywords")
    }
    let place = schema.nodes.count
    schema.nodes.append(SchemaNode())
    referred[text] = place
    try fill(place, keywords, "/$defs/" + String(text.dropFirst(prefix.count)))
    return place
  }

  /// Keywords that say nothing about validity.
  static let annotations: Set<String> = [
    "$schema", "$id", "$defs", "$comment", "title", "description", "default", "examples", "deprecated",
  ]

  private mutating func fill(
    _ place: Int, _ keywords: [ByteText: JSONValue], _ pointer: String
  ) throws(SchemaError) {
    var node = SchemaNode()
    for (name, value) in keywords.sorted(by: { $0.key < $1.key }).map({ ($0.key.text, $0.value) }) {
      guard !SchemaCompiler.annotations.contains(name) else { continue }
      guard let keyword = SchemaKeyword(rawValue: name) else {
        throw SchemaError(
          pointer: pointer + "/" + name, problem: "the keyword \(name) is not supported",
          mend: "use \(SchemaKeyword.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      try apply(keyword, value, pointer + "/" + name, to: &node)
    }
    for (bound, other) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")]
    where keywords[bound] != nil && keywords[other] != nil {
      throw SchemaError(
        pointer: pointer, problem: "both \(bound) and \(other) are not supported", mend: "keep the stricter one")
    }
    try members(keywords, pointer, &node)
    schema.nodes[place] = node
  }

  /// Copies a text into the pool.
  mutating func pooled(_ text: String) -> Range<Int32> {
    let start = Int32(schema.text.count)
    schema.text.append(contentsOf: text.utf8)
    return start..<Int32(schema.text.count)
  }
}
