import Domain

/// A compiled JSON Schema: the part of draft 2020-12 that `streams/` uses.
///
/// Keywords: `type properties required additionalProperties enum const minLength maxLength minimum maximum
/// exclusiveMinimum exclusiveMaximum items minItems maxItems minProperties format` (`date-time`) `pattern`
/// (`NameText.pattern`) `anyOf oneOf $ref` (to local `$defs`) and the annotations. Any other keyword is an error when the schema is compiled.
package struct JSONSchema: Sendable {
  var nodes: ContiguousArray<SchemaNode> = []
  var members: ContiguousArray<SchemaMember> = []
  /// Hash tables: index into `members`, or -1.
  var places: ContiguousArray<Int32> = []
  var constants: ContiguousArray<SchemaConstant> = []
  var branches: ContiguousArray<Int> = []
  var requiredSets: ContiguousArray<UInt64> = []
  /// UTF-8 of all names and string constants, and of numbers as they are written.
  var text: [UInt8] = []
  /// The whole document's schema.
  var root = SchemaNode.any

  init() {}

  /// Compiles a schema document; throws where it is no schema or uses a keyword beyond the subset.
  package init(_ document: JSONValue) throws(SchemaError) {
    var compiler = SchemaCompiler(document: document)
    self = try compiler.compile()
  }

  /// Checks the syntax of a JSON text and the schema in one pass.
  ///
  /// Throws where the text is not JSON that Millrace takes; else gives the first place that violates the schema.
  package func check(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) -> SchemaViolation? {
    var validator = SchemaValidator(self, bytes)
    return try validator.run()
  }

  package func check(_ bytes: [UInt8]) throws(JSONError) -> SchemaViolation? {
    let result = bytes.withUnsafeBufferPointer { (buffer) -> Result<SchemaViolation?, JSONError> in
      do throws(JSONError) {
        return .success(try check(buffer))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Whether a member has a schema, by its path of names from the root; `*` steps into items or unnamed members.
  package func declares(_ path: [String]) -> Bool {
    var nodes = [root]
    for name in path {
      nodes = nodes.flatMap { step(from: $0, name) }
      if nodes.isEmpty { return false }
    }
    return true
  }

  private func step(from node: Int, _ name: String) -> [Int] {
    guard node >= 0 else { return [] }
    let schema = nodes[node]
    let branches = (self.branches[schema.anyOf.places] + self.branches[schema.oneOf.places])
      .flatMap { step(from: $0, name) }
    if name == "*" { return branches + [schema.items, schema.additional].filter { $0 >= 0 } }
    let bytes = Array(name.utf8)
    let own = members[schema.members.places].filter {
      $0.node != SchemaNode.any && text[$0.name.places].elementsEqual(bytes)
    }
    return branches + own.map(\.node)
  }
}

extension Range<Int32> {
  /// The same range for subscripts.
  @inline(__always)
  var places: Range<Int> { Int(lowerBound)..<Int(upperBound) }
}
