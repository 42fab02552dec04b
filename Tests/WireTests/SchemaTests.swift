import Domain
import Testing

@testable import Wire

@Suite struct SchemaTests {
  @Test(arguments: [
    (#"{"type": "string"}"#, [#""a""#, #""""#], ["1", "null", "{}", "[]", "true"]),
    (#"{"type": ["string", "null"]}"#, [#""a""#, "null"], ["1", "false"]),
    (
      #"{"type": "integer"}"#, ["1", "-3", "1.0", "1e2", "12345678901234567890", "-0", "1500e-2", "0.0e7"],
      ["1.5", #""1""#, "9007199254740993.5", "15e-1", "1.00000000000000000000001"]
    ),
    (
      #"{"maximum": 9223372036854775807, "minimum": -9007199254740993}"#,
      ["9223372036854775807", "9223372036854775807.0", "92233720368547758070e-1", "-9007199254740993", "1e18"],
      [
        "9223372036854775808", "9223372036854775807.5", "1e19", "-9007199254740993.1", "-9007199254740994",
        "-9007199254740993.00000000000000000000000001",
      ]
    ),
    (#"{"type": "number"}"#, ["1", "1.5"], ["null"]),
    (#"{"type": "boolean"}"#, ["true", "false"], ["0", "null"]),
    (
      #"{"minimum": 0.1, "maximum": 1.5}"#, ["0.1", "1e-1", "0.10", "1.50", "15e-1"],
      ["0.09999999999999999999999", "1.50000000000000000000000001", "0.0999999999999999999999999999e0"]
    ),
    (
      #"{"exclusiveMinimum": 0.1, "exclusiveMaximum": 0.3}"#, ["0.1000000000000000000001", "0.29999999999999999999"],
      ["0.1", "1e-1", "0.3", "30e-2"]
    ),
    (
      #"{"enum": [0.1, 9007199254740993]}"#, ["0.10", "9007199254740993.0"],
      ["0.10000000000000000001", "9007199254740992"]
    ),
    (
      #"{"pattern": "^[^\\x00-\\x1F\\x7F]*$"}"#, [#""""#, #""a b""#, #""é\u0080\u2028\"""#, "1"],
      [#""a\nb""#, #""\u0007""#, #""\u007f""#, "\"a\u{7F}\""]
    ),
    (#"{"minimum": 0, "maximum": 1}"#, ["0", "1", "0.5", #""x""#], ["-0.001", "1.001", "2"]),
    (#"{"exclusiveMinimum": 0, "exclusiveMaximum": 1}"#, ["0.5"], ["0", "1", "0.0"]),
    (
      #"{"minLength": 2, "maxLength": 3}"#, [#""ab""#, #""日本語""#, #""\u65e5\u672c""#, #""😀😀😀""#],
      [#""a""#, #""abcd""#, #""日""#, #""\u65e5""#]
    ),
    (
      #"{"enum": ["a", 1, null, true]}"#, [#""a""#, "1", "1.0", "null", "true", #""\u0061""#],
      [#""b""#, "2", "false", "[]", "{}"]
    ),
    (#"{"const": "x"}"#, [#""x""#], [#""y""#, "1"]),
    (
      #"{"items": {"type": "integer"}, "minItems": 1, "maxItems": 2}"#, ["[1]", "[1,2]", "{}"],
      ["[]", "[1,2,3]", "[1,null]"]
    ),
    (#"{"type": "object", "minProperties": 1}"#, [#"{"a":1}"#], ["{}"]),
    (
      #"{"format": "date-time"}"#,
      [#""2013-01-01T00:00:00Z""#, #""2013-01-01T00:00:00\u005a""#, #""2016-12-31T23:59:60.5Z""#, "1"],
      [#""2013-01-01""#, #""""#, #""2013-01-01T23:59:61Z""#, #""2013-01-01T00:00:00+16:00""#]
    ),
    (
      #"{"properties": {"a": {"type": "string"}}, "required": ["a"]}"#, [#"{"a":"x","b":1}"#, #"{"\u0061":"x"}"#, "1"],
      ["{}", #"{"a":1}"#, #"{"\u0061":1}"#]
    ),
    (#"{"properties": {"a": {}}, "additionalProperties": false}"#, ["{}", #"{"a":1}"#], [#"{"b":1}"#]),
    (#"{"additionalProperties": {"type": "number"}}"#, [#"{"x":1,"y":2}"#], [#"{"x":1,"y":null}"#]),
    (
      #"{"anyOf": [{"required": ["a"]}, {"required": ["b", "c"]}]}"#, [#"{"a":1}"#, #"{"b":1,"c":2}"#],
      ["{}", #"{"b":1}"#]
    ),
    (
      #"{"anyOf": [{"type": "string"}, {"type": "object", "required": ["x"]}]}"#, [#""s""#, #"{"x":{"y":[1]}}"#],
      ["1", "{}"]
    ),
    (#"{"oneOf": [{"minimum": 5}, {"maximum": 10}]}"#, ["4", "11"], ["7"]),
    (
      ##"{"$defs": {"t": {"properties": {"n": {"$ref": "#/$defs/t"}, "v": {"type": "integer"}}}}, "$ref": "#/$defs/t"}"##,
      [#"{"n":{"n":{"v":1}}}"#], [#"{"n":{"n":{"v":"x"}}}"#]
    ),
    ("true", ["1", "{}"], []),
    ("false", [], ["1", "{}"]),
  ])
  func checks(schema: String, valid: [String], invalid: [String]) throws {
    let compiled = try JSONSchema(try JSONReader.parse(schema))
    for text in valid { #expect(try compiled.check(Array(text.utf8)) == nil, "\(text)") }
    for text in invalid { #expect(try compiled.check(Array(text.utf8)) != nil, "\(text)") }
  }

  @Test(arguments: [
    (#"{"output":{"probability":1.5}}"#, "/output/probability: expected a number of at most 1, found 1.5"),
    (#"{"output":{}}"#, "/output: expected a member \"probability\", found an object"),
    (#"{"output":null}"#, "/output: expected object, found null"),
    (#"[]"#, "the body: expected object, found an array"),
    (#"{"output":{"probability":1},"list":[1,"\u0061b"]}"#, "/list/1: expected integer or number, found \"ab\""),
    (#"{"output":{"probability":1},"a/b~c":1}"#, "/a~1b~0c: expected string, found 1"),
    (#"{"output":{"probability":1},"kind":"z"}"#, "/kind: expected one of \"x\", \"y\", found \"z\""),
  ])
  func messagesNameThePlace(text: String, message: String) throws {
    let schema = try JSONSchema([
      "type": "object", "required": ["output"],
      "properties": [
        "output": [
          "type": "object", "properties": ["probability": ["type": "number", "maximum": 1]],
          "required": ["probability"],
        ],
        "list": ["items": ["type": "number"]], "a/b~c": ["type": "string"], "kind": ["enum": ["x", "y"]],
      ],
    ])
    let bytes = Array(text.utf8)
    let violation = try #require(try schema.check(bytes))
    #expect(bytes.withUnsafeBufferPointer { violation.message(in: $0) } == message)
  }

  @Test func syntaxGoesBeforeTheSchema() throws {
    let schema = try JSONSchema(["type": "object", "properties": ["a": ["type": "string"]]])
    #expect(throws: JSONError(.unexpectedEnd, at: 7)) { try schema.check(Array(#"{"a":1,"#.utf8)) }
  }

  @Test(arguments: [
    (#"{"pattern": "^a"}"#, "/pattern"), (#"{"properties": {"a": {"multipleOf": 2}}}"#, "/properties/a/multipleOf"),
    (#"{"format": "email"}"#, "/format"), (#"{"type": "text"}"#, "/type"), (##"{"$ref": "#/$defs/x"}"##, "/$ref"),
    (#"{"$ref": "other.json"}"#, "/$ref"), (#"{"minLength": -1}"#, "/minLength"), (#"{"enum": []}"#, "/enum"),
    (#"{"required": "a"}"#, "/required"), (#"{"minimum": 0, "exclusiveMinimum": 0}"#, ""), ("3", ""),
    (##"{"$defs": {"x": {}}, "items": {"$ref": "#/$defs/x", "type": "string"}}"##, "/items/type"),
  ])
  func unsupportedSchemasAreRefused(schema: String, pointer: String) throws {
    let document = try JSONReader.parse(schema)
    let error = #expect(throws: SchemaError.self) { try JSONSchema(document) }
    #expect(error?.pointer == pointer)
  }

  @Test func membersBeyondTheTableAreRefused() throws {
    let names = (0..<65).map { JSONValue.string("m\($0)") }
    #expect(throws: SchemaError.self) { try JSONSchema(["required": .array(names)]) }
    let schema = try JSONSchema(["required": .array(Array(names.dropLast()))])
    let all = JSONValue(words: Dictionary(uniqueKeysWithValues: (0..<64).map { ("m\($0)", 1) }))
    #expect(try schema.check(Array(all.canonicalText.utf8)) == nil)
    var lacking = all.object ?? [:]
    lacking["m63"] = nil
    #expect(try schema.check(Array(JSONValue.object(lacking).canonicalText.utf8))?.member == "m63")
  }
}
