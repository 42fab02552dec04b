import Domain
import Foundation
import Testing

@testable import Wire

/// What a schema lets through fits where it goes: whole numbers into columns, ids into indexes.
@Suite struct SchemaWidthTests {
  /// A member of a schema by its path, `*` for items and unnamed members.
  struct Member: Sendable, CustomTestStringConvertible {
    var type: String
    var path: [String]
    var schema: JSONValue

    var testDescription: String { type + " " + path.joined(separator: ".") }
  }

  private static func members() throws -> [Member] {
    var found: [Member] = []
    for type in EventCatalog.types {
      let file = Fixture.root.appendingPathComponent("streams/schemas/\(type).json")
      let document = try JSONReader.parse([UInt8](try Data(contentsOf: file)))
      func walk(_ schema: JSONValue, _ path: [String]) {
        if let name = schema["$ref"]?.string?.split(separator: "/").last {
          return walk(document["$defs"]?[String(name)] ?? [:], path)
        }
        found.append(Member(type: type, path: path, schema: schema))
        for branch in schema["anyOf"]?.array ?? [] where branch["type"] != nil || branch["$ref"] != nil {
          walk(branch, path)
        }
        for (name, inner) in schema["properties"]?.object ?? [:] { walk(inner, path + [name.text]) }
        for name in ["items", "additionalProperties"] {
          if let inner = schema[name], inner.object != nil { walk(inner, path + ["*"]) }
        }
      }
      walk(document, [])
    }
    return found
  }

  private static func allows(_ type: String, _ schema: JSONValue) -> Bool {
    schema["type"]?.string == type || schema["type"]?.array?.contains(.string(type)) == true
  }

  private static let integers = ((try? members()) ?? []).filter { allows("integer", $0.schema) }

  /// Texts of any length: no index reads them, and the body's limit bounds them.
  private static let free: Set<String> = [
    "differences.*.columns.*", "differences.*.row", "tables.*.live_checksum", "reasons.*", "slices.*.slice",
    "slices.*.value", "config.description", "demonstration", "label",
  ]

  @Test func everyWholeNumberHasBothEnds() throws {
    #expect(SchemaWidthTests.integers.count > 40)
    for member in SchemaWidthTests.integers {
      let (low, high) = (member.schema["minimum"]?.integer, member.schema["maximum"]?.integer)
      #expect(low != nil && high != nil, "\(member.testDescription) needs minimum and maximum: what its column holds")
    }
  }

  @Test func everyTextHasAnEnd() throws {
    for member in try SchemaWidthTests.members() where SchemaWidthTests.allows("string", member.schema) {
      let name = member.path.joined(separator: ".")
      let isBounded = member.schema["maxLength"] != nil || member.schema["format"] == "date-time"
      #expect(isBounded || SchemaWidthTests.free.contains(name), "\(member.testDescription) needs maxLength")
    }
  }

  /// Columns narrower than 64 bits that views read: by member.
  @Test func narrowColumnsAreBoundedNarrowly() throws {
    for view in try EventView.all() {
      for column in view.columns where column.type == "integer" {
        let members = SchemaWidthTests.integers.filter { view.types.contains($0.type) && $0.path == [column.name] }
        #expect(!members.isEmpty)
        #expect(members.allSatisfy { ($0.schema["maximum"]?.integer ?? .max) <= Int64(Int32.max) }, "\(column.name)")
      }
    }
  }

  /// Each way to write a whole number is taken if, and only if, it is one and within the ends, digit by digit.
  @Test(arguments: integers)
  func formsOfWholeNumbers(_ member: Member) throws {
    let low = try #require(member.schema["minimum"]?.integer)
    let high = try #require(member.schema["maximum"]?.integer)
    let schema = try JSONSchema(member.schema)
    func takes(_ token: String) throws -> Bool { try schema.check(Array(token.utf8)) == nil }
    for value in [low, low + 1, min(high, 100), high - 1, high] {
      // No number but zero begins with a zero.
      let tenth = value == 0 ? "0e-1" : "\(value)0e-1"
      for token in ["\(value)", "\(value).0", "\(value)e0", tenth, "\(value).000E+00"] {
        #expect(try takes(token), "\(token)")
      }
      for token in ["\(value).5", value == 0 ? "1e-1" : "\(value)1e-1", "\(value).00000000000000000001"] {
        #expect(try !takes(token), "\(token)")
      }
    }
    #expect(try takes("-0") == (low <= 0))
    #expect(try takes("-0.0e5") == (low <= 0))
    #expect(try takes("1e2") == (low <= 100 && high >= 100))
    #expect(try takes("3e9") == (high >= 3_000_000_000))
    let above = String(UInt64(high) + 1)
    for token in [above, above + ".0", "1e19", "10000000000000000000", "1e300", "\(high).5"] {
      #expect(try !takes(token), "\(token)")
    }
    #expect(try !takes(String(low - 1)))
    #expect(try !takes("9007199254740993.5"))
  }

  /// What the schema takes, the program reads: no reactor meets a number that it cannot hold.
  @Test func takenNumbersAreRead() throws {
    let json = #"{"interaction_id":"i","input":{},"output":{"label":"a","probability":1e0},"generation":1.0}"#
    let contract = try Fixture.contract.get()
    #expect(contract.check(Array(json.utf8), of: InteractionRecorded.type) == nil)
    #expect(try InteractionRecorded(bytes: Array(json.utf8)).generation == 1)
  }

  /// The sum of what an index's columns may hold, in bytes of UTF-8, is below what a row of a B-tree holds (2,704).
  @Test func idsFitTheirIndexes() throws {
    let limits = Dictionary(
      try SchemaWidthTests.members().compactMap { member in
        member.schema["maxLength"]?.integer.map { (member.path.last ?? "", Int($0)) }
      }, uniquingKeysWith: max)
    let folder = Fixture.root.appendingPathComponent("projections/core")
    var count = 0
    for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    where file.pathExtension == "sql" {
      let text = try String(contentsOf: file, encoding: .utf8)
      for table in text.matches(of: /CREATE TABLE (\w+) \(([^;]*)\);/) {
        let texts = Set(String(table.2).matches(of: /(?m)^\s+(\w+) text/).map { String($0.1) })
        var keys = String(table.2).matches(of: /PRIMARY KEY \(([^)]*)\)/).map { String($0.1) }
        keys += String(table.2).matches(of: /(?m)^\s+(\w+) text[^,\n]*PRIMARY KEY/).map { String($0.1) }
        keys += text.matches(of: /INDEX \w+ ON (\w+) \(([^)]*)\)/).filter { $0.1 == table.1 }.map { String($0.2) }
        for key in keys {
          let columns = key.split(separator: ",").map { String($0.drop { $0 == " " }) }.filter(texts.contains)
          let bytes = columns.reduce(0) { sum, column in
            // A loop's name is ASCII; so are the names of folds, rules, steps and reactors, codes, and types of JSON.
            sum
              + (column == "loop"
                ? LoopName.limit
                : ["name", "projection", "stage", "reason", "found", "reactor"].contains(column)
                  ? 128 : 4 * (limits[column] ?? 10_000))
          }
          count += columns.isEmpty ? 0 : 1
          #expect(bytes < 2_600, "\(table.1) (\(key)) may hold \(bytes) bytes")
        }
      }
    }
    #expect(count > 8)
  }
}
