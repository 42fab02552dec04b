import Domain
import Foundation

/// A view over one or two event types, as the last migration that makes it has it.
struct EventView {
  struct Column {
    var name: String
    /// As SQL writes it; of what is read by a function of `ledger`, what that makes of it.
    var type: String

    /// How its type differs from a member's; nil where it holds all that the member may be, and no more.
    func difference(from member: MemberType) -> String? {
      let fits: [String] =
        switch member {
        case .any: ["text", "numeric", "jsonb", "bigint", "boolean"]
        case .boolean: ["boolean"]
        case .integer: ["bigint", "numeric"]
        case .number: ["numeric"]
        case .text, .word: ["text"]
        case .time: ["timestamptz"]
        case .list, .map, .object: ["jsonb"]
        }
      guard !fits.contains(type) else { return nil }
      return "\(SchemaComparison.name(member)), but \(type == "integer" ? "integer (32 bits)" : type) in its view"
    }
  }

  var name: String
  var types: [String]
  var columns: [Column]

  static func all() throws -> [EventView] {
    let folder = Fixture.root.appendingPathComponent("migrations")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "sql" }.sorted { $0.lastPathComponent < $1.lastPathComponent }
    var views: [String: EventView] = [:]
    let made = /CREATE (?:OR REPLACE )?VIEW ledger\.(\w+) AS\s([^;]*);/
    let record = /jsonb_to_record\(e\.data::jsonb\) AS d\(([^)]*)\)/
    for file in files {
      for match in try String(contentsOf: file, encoding: .utf8).matches(of: made) {
        let body = String(match.2)
        guard let columns = body.firstMatch(of: record)?.1 else { continue }
        let read = readings(body)
        views[String(match.1)] = EventView(
          name: String(match.1), types: body.matches(of: /'(millrace\.[\w.]+)'/).map { String($0.1) },
          columns: columns.split(separator: ",").map { column in
            let words = column.split(whereSeparator: \.isWhitespace)
            let name = words[0].filter { $0 != "\"" }
            return Column(name: name, type: read[name] ?? words.dropFirst().joined(separator: " "))
          })
      }
    }
    return views.values.sorted { $0.name < $1.name }
  }

  /// The types that the functions of `ledger` make of members, by the member's name.
  private static func readings(_ body: String) -> [String: String] {
    let read = /ledger\.(\w+)\(d\."?(\w+)"?(?:, -?\d+, (\d+))?\)/
    let made = [
      "whole_number": "bigint", "real_number": "numeric", "flag": "boolean", "moment": "timestamptz",
      "double_number": "double precision",
    ]
    return body.matches(of: read).reduce(into: [:]) { types, match in
      let isShort = match.3 == "2147483647"
      types[String(match.2)] = isShort ? "integer" : made[String(match.1)]
    }
  }
}
