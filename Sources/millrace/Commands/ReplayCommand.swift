import ArgumentParser
import Domain
import Ledger
import Postgres
import Projections

struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "The read models as of a moment of the past, in schemas of their own.",
    discussion: """
      Schema NAME has the same views as schema millrace, NAME_fold the tables under them. Interrupted, the same command \
      goes on where it stopped; a later --at moves a replay on.
      """)
  @OptionGroup var settings: Settings
  @Option(help: "The schema to fold into.") var schema: String
  @Option(help: "A ledger position, or a time (RFC 3339): what was recorded up to then. Without it, the ledger's head.")
  var at: String?
  @Option(help: "List what differs between this moment and OTHER: another replay, or millrace for now.")
  var diff: String?
  @Flag(help: "Remove the replay.") var drop = false
  @Flag(help: "Answer as JSON.") var json = false
  @Option(parsing: .unconditional, help: "Most ledger positions in one transaction.") var window: Int64 = 50_000

  func validate() throws {
    guard !(drop && (at != nil || diff != nil)) else {
      throw ValidationError("--drop goes with neither --at nor --diff")
    }
    try OptionCheck.whole(window, 1...10_000_000, "--window")
  }

  func run() async throws {
    let replay = try Replay(group: try settings.projections(), name: schema)
    if drop {
      let dropped = try await LoopCommand.query(settings) { try replay.drop($0) }
      return print(dropped ? "replay \(schema) is removed" : "there is no replay \(schema)")
    }
    var answer: [ByteText: JSONValue] = [:]
    if at != nil || diff == nil { answer = try await fold(replay) }
    if let diff { answer.merge(try await compare(with: diff)) { $1 } }
    if json { print(JSONValue.object(answer).canonicalText) }
  }

  private func fold(_ replay: Replay) async throws -> [ByteText: JSONValue] {
    let moment = try Moment(at)
    let (window, meter) = (window, FoldMeter("replay \(schema)"))
    let (position, recorded, failures) = try await LoopCommand.query(settings) { db in
      let position = try moment.position(db)
      let failures = try replay.run(db, to: position, limit: window) { meter.report($0) }
      let time = try db.query("SELECT recorded_at FROM ledger.event WHERE position = $1", [.int(position)])
      return (position, try time.first.map { Timestamp(microseconds: try $0.timestampMicros(0)) }, failures)
    }
    if !json {
      let when = recorded.map { ", recorded at \($0.text)" } ?? ""
      print("\(schema) is the ledger as of position \(position)\(when); its views are in schema \(schema)")
      for failure in failures { print("projection \(failure.projection) could not be replayed: \(failure.reason)") }
    }
    return [
      "position": .integer(position), "recorded_at": recorded.map { .string($0.text) } ?? .null,
      "failed": JSONValue(words: Dictionary(failures.map { ($0.projection, .string($0.reason)) }) { $1 }),
    ]
  }

  private func compare(with other: String) async throws -> [ByteText: JSONValue] {
    let (first, second) = (schema, other)
    let diff = try await LoopCommand.query(settings) { try MomentDiff($0, first, second) }
    if !json {
      print("\(first) is at position \(diff.positions[0]), \(second) at \(diff.positions[1])")
      for section in diff.sections {
        print("\n\(section.title): \(section.rows.isEmpty ? "no difference" : "\(section.rows.count) differ")")
        if !section.rows.isEmpty { print(TextTable(section.columns, section.rows)) }
      }
    }
    let sections = diff.sections.map { section -> (String, JSONValue) in
      let rows = section.rows.map { row in
        JSONValue(words: Dictionary(zip(section.columns, row.map(JSONValue.string))) { $1 })
      }
      return (section.title.replacing(" ", with: "_"), .array(rows))
    }
    return [
      "positions": JSONValue(words: [first: .integer(diff.positions[0]), second: .integer(diff.positions[1])]),
      "diff": JSONValue(words: Dictionary(sections) { $1 }),
    ]
  }
}
