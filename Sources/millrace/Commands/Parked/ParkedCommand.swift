import ArgumentParser
import Domain
import Ledger

struct ParkedCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parked", abstract: "Records that the ledger could not take.",
    subcommands: [List.self, Show.self, Retry.self, Discard.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Parked records, oldest first.")
    @OptionGroup var settings: Settings
    @OptionGroup var selection: ParkedSelection
    @Option(help: "open, retried, discarded, superseded or all.") var state = "open"
    @Option(parsing: .unconditional, help: "Most rows.") var limit = 100

    func validate() throws { try OptionCheck.whole(limit, 1...1_000_000, "--limit") }

    func run() async throws {
      let (filter, limit) = (try selection.filter(state: state == "all" ? nil : state), limit)
      print(ParkedCommand.table(try await LoopCommand.query(settings) { try Parking.list($0, filter, limit: limit) }))
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "One parked record, whole, and what the ledger took of the same key after it.")
    @OptionGroup var settings: Settings
    @Argument(help: "Its id.") var id: Int64
    @Option(parsing: .unconditional, help: "Most later events of the same key.") var later = 20

    func validate() throws { try OptionCheck.whole(later, 0...1_000_000, "--later") }

    func run() async throws {
      let (id, limit) = (id, later)
      let found = try await LoopCommand.query(settings) { db in
        try Parking.find(db, id: id).map {
          ($0, try Parking.later(db, than: $0, limit: limit), try StatedDecision.all(db, about: id, limit: 20))
        }
      }
      guard let (record, later, decisions) = found else {
        throw CommandError("there is no parked record \(id); `millrace parked list --state all` lists them")
      }
      print(ParkedCommand.text(record))
      for decision in decisions {
        guard let refusal = decision.refusal(by: record) else { continue }
        print("the \(decision.kind) at position \(decision.position) has no effect: \(refusal)")
      }
      if later.isEmpty { return print("nothing of the same key came later") }
      print("later of the same key:")
      print(TextTable(["position", "type", "id"], later.map { [String($0.position), $0.type, $0.id] }))
    }
  }

  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Have parked records read again, after a schema or a fix arrived.",
      discussion: "Each retry is an event; the archiver takes the record in, or counts the attempt, with it.")
    @OptionGroup var settings: Settings
    @OptionGroup var selection: ParkedSelection
    @Flag(help: "Every open record.") var all = false
    @Flag(help: "Only list what would be retried.") var dryRun = false
    @Option(help: "Why, for the record.") var because: String?

    func validate() throws { try GivenReason.check(because, flag: "--because", what: "they are retried") }

    func run() async throws {
      let filter = try selection.filter(state: "open", all: all)
      try await ParkedDecisions(settings).make(.retry, filter, because: because, dryRun: dryRun)
    }
  }

  struct Discard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give parked records up; they stay readable.", discussion: "Each decision is an event.")
    @OptionGroup var settings: Settings
    @OptionGroup var selection: ParkedSelection
    @Flag(help: "Every open record.") var all = false
    @Flag(help: "Only list what would be discarded.") var dryRun = false
    @Option(help: "Why, for the record.") var because: String

    func validate() throws { try GivenReason.check(because, flag: "--because", what: "they are discarded") }

    func run() async throws {
      let filter = try selection.filter(state: "open", all: all)
      try await ParkedDecisions(settings).make(.discard, filter, because: because, dryRun: dryRun)
    }
  }
}
