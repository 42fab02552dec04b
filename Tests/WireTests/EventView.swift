import Domain
import Foundation

/// A view over one or two event types, as the last migration that makes it has it.
struct EventView {
  struct Column {
    var name: String
    /// As SQL writes it.
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
    // What the columns are converted to behind the record.
    let converted = /ledger\.(\w+)\(d\."?(\w+)"?(?:, -?\d+, (\d+))?\)/
    let record = /jsonb_to_record\(e\.data::jsonb\) AS d\(([^)]*)\)/
    for file in files {
      for match in try String(contentsOf: file, encoding: .utf8).matches(of: made) {
        let body = String(match.2)
        guard let columns = body.firstMatch(of: record)?.1 else { continue }
        let types = Dictionary(
          body.matches(of: converted).compactMap { match -> (String, String)? in
            let narrow = match.3.flatMap { Int64($0) }.map { $0 <= Int64(Int32.max) } ?? false
            let type: String? =
              switch match.1 {
              case "whole_number": narrow ? "integer" : "bigint"
              case "real_number": "numeric"
              case "flag": "boolean"
              case "moment": "timestamptz"
              default: nil
              }
            return type.map { (String(match.2), $0) }
          }, uniquingKeysWith: { first, _ in first })
        views[String(match.1)] = EventView(
          name: String(match.1), types: body.matches(of: /'(millrace\.[\w.]+)'/).map { String($0.1) },
          columns: columns.split(separator: ",").map { column in
            let words = column.split(whereSeparator: \.isWhitespace)
            let name = words[0].filter { $0 != "\"" }
            return Column(name: name, type: types[name] ?? words.dropFirst().joined(separator: " "))
          })
      }
    }
    return views.values.sorted { $0.name < $1.name }
  }
}
