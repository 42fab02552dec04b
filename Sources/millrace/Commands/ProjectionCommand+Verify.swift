import ArgumentParser
import Audit
import Domain
import Ledger
import Projections
import ReadModels

extension ProjectionCommand {
  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare the live read models with a replay of the ledger; names what differs.",
      discussion: "The result is an event, so that the ledger tells when what was verified. Exit status 1: they differ."
    )
    @OptionGroup var settings: Settings
    @Argument(help: "core, or one's own projection.") var name = "core"
    @Flag(help: "Answer as JSON.") var json = false
    @Flag(inversion: .prefixedNo, help: "State the result as an event.") var record = true
    @Option(parsing: .unconditional, help: "Most ledger positions in one transaction.") var window: Int64 = 50_000

    func validate() throws {
      try OptionCheck.whole(window, 1...10_000_000, "--window")
    }

    func run() async throws {
      let group = try settings.projections()
      let (name, window, meter) = (name, window, FoldMeter("verify"))
      let (result, event) = try await LoopCommand.query(settings) { db in
        let result =
          try name == group.name
          ? ProjectionVerifier(group: group).verify(db, limit: window) { meter.report($0) }
          : AnalystProjections.verify(db, name, limit: window) { meter.report($0) }
        return (result, try Auditor.event(db, result))
      }
      if record {
        let stack = try Stack(settings, try Backends.attach(settings), logger: settings.logger(default: .warning))
        try await stack.say([event])
        try await stack.waiter.folded(EventIdentity(event))
        await stack.close()
      }
      print(json ? event.dataText : Verify.text(result))
      if !result.matches { throw ExitCode(1) }
    }

    private static func text(_ result: Verification) -> String {
      guard !result.matches else {
        let rows = result.tables.reduce(0) { $0 + $1.replayed.rows }
        return "verified at position \(result.position): \(result.tables.count) tables with \(rows) rows are what the "
          + "ledger gives"
      }
      let tables = result.tables.filter { !$0.matches }.map { table in
        [table.name, table.live.map { String($0.rows) } ?? "no table", String(table.replayed.rows)]
      }
      let rows = result.differences.map { difference in
        [difference.table, difference.row, difference.kind.rawValue, difference.columns.joined(separator: ", ")]
      }
      return """
        NOT what the ledger gives, at position \(result.position):
        \(TextTable(["table", "live rows", "replayed rows"], tables))

        \(TextTable(["table", "row", "live copy", "columns"], rows))
        """
    }
  }
}
