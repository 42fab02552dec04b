/// Checks a JSON text's syntax and its schema in one pass, without building a tree.
struct SchemaValidator {
  let schema: JSONSchema
  var scanner: JSONScanner
  var names = JSONNames()
  /// The first one that was met; later ones are not looked into.
  var violation: SchemaViolation?

  init(_ schema: JSONSchema, _ bytes: UnsafeBufferPointer<UInt8>) {
    self.schema = schema
    scanner = JSONScanner(bytes)
  }

  mutating func run() throws(JSONError) -> SchemaViolation? {
    try scanner.begin()
    try value(schema.root)
    try scanner.end()
    return violation
  }

  /// Consumes the next value and checks it against a node, which may be `SchemaNode.any` or `.never`.
  mutating func value(_ node: Int) throws(JSONError) {
    let first = try scanner.peek()
    let start = scanner.index
    let depth = scanner.depth
    if node == SchemaNode.never { violate(start, "no value here") }
    switch first {
    case UInt8(ascii: "{"):
      expectContainer(node, .object, start)
      try object(node, start)
    case UInt8(ascii: "["):
      expectContainer(node, .array, start)
      try array(node, start)
    case UInt8(ascii: "\""):
      expect(node, .string, start)
      let span = try scanner.string()
      if node >= 0 { check(node, string: span) }
    case UInt8(ascii: "-"), 0x30...0x39:
      let number = try scanner.number()
      if node >= 0 { check(node, number: number) }
    case UInt8(ascii: "t"):
      try scanner.literal("true")
      check(node, bool: true, start)
    case UInt8(ascii: "f"):
      try scanner.literal("false")
      check(node, bool: false, start)
    case UInt8(ascii: "n"):
      try scanner.literal("null")
      expect(node, .null, start)
      if node >= 0, !schema.nodes[node].constants.isEmpty { checkConstants(node, start) { $0.isNull } }
    default: throw scanner.unexpected(.unexpectedByte)
    }
    if node >= 0, !schema.nodes[node].anyOf.isEmpty || !schema.nodes[node].oneOf.isEmpty {
      try branches(node, start, depth)
    }
  }

  private mutating func array(_ node: Int, _ start: Int) throws(JSONError) {
    let items = node >= 0 ? schema.nodes[node].items : SchemaNode.any
    let closing = UInt8(ascii: "]")
    var count = 0
    if try scanner.enter(closing: closing) {
      repeat {
        try value(items)
        count += 1
      } while try scanner.another(closing: closing)
    }
    guard node >= 0 else { return }
    let least = schema.nodes[node].minItems
    let most = schema.nodes[node].maxItems
    if count < least { violate(start, "at least \(least) items") }
    if count > most { violate(start, "at most \(most) items") }
  }

  /// Reads the value again, once per branch of `anyOf` and `oneOf`; it is known to be JSON by now.
  private mutating func branches(_ node: Int, _ start: Int, _ depth: Int) throws(JSONError) {
    func matches(_ branch: Int) throws(JSONError) -> Bool {
      var probe = SchemaValidator(schema, scanner.bytes)
      probe.scanner.index = start
      probe.scanner.depth = depth
      try probe.value(branch)
      return probe.violation == nil
    }
    let any = schema.nodes[node].anyOf
    if !any.isEmpty {
      var matched = false
      for branch in schema.branches[any.places] where !matched { matched = try matches(branch) }
      if !matched { violate(start, "a value that one of the \(any.count) schemas of anyOf allows") }
    }
    let one = schema.nodes[node].oneOf
    if !one.isEmpty {
      var count = 0
      for branch in schema.branches[one.places] { count += try matches(branch) ? 1 : 0 }
      if count != 1 {
        violate(start, "a value that exactly one of the \(one.count) schemas of oneOf allows, not \(count)")
      }
    }
  }

  @inline(__always)
  mutating func expect(_ node: Int, _ type: SchemaTypes, _ start: Int) {
    guard node >= 0, schema.nodes[node].types.isDisjoint(with: type) else { return }
    violate(start, schema.nodes[node].types.text)
  }

  /// Objects and arrays are never among the constants of `enum` or `const`.
  @inline(__always)
  private mutating func expectContainer(_ node: Int, _ type: SchemaTypes, _ start: Int) {
    expect(node, type, start)
    if node >= 0, !schema.nodes[node].constants.isEmpty { checkConstants(node, start) { _ in false } }
  }

  mutating func violate(_ offset: Int, _ expected: String, member: String? = nil) {
    guard violation == nil else { return }
    violation = SchemaViolation(offset: offset, expected: expected, member: member)
  }
}
