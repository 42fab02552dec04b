import ArgumentParser
import Domain
import Ledger

struct LedgerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger", abstract: "The ledger.", subcommands: [Stats.self, Verify.self])

  struct Stats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "How many events of which type.")
    @OptionGroup var settings: Settings

    func run() async throws {
      let (head, rows) = try await LoopCommand.query(settings) { db in
        (
          try LedgerReader.head(db),
          try db.query("SELECT type, loop, count(*)::text FROM ledger.event GROUP BY 1, 2 ORDER BY 1, 2").map { row in
            try (0..<3).map { try row.text($0) }
          }
        )
      }
      print(TextTable(["type", "loop", "events"], rows))
      print("head: position \(head.position), batch \(head.batch), chain \(Digest.hex(head.chainHash.bytes))")
    }
  }

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Recompute the hash chain from the stored rows; names the first bad position.")
    @OptionGroup var settings: Settings
    @Option(help: "First position.") var from: Int64 = 1
    @Option(help: "Last position; without it, the head.") var to: Int64?

    func run() async throws {
      let (from, to) = (from, to)
      let report = try await LoopCommand.query(settings) { try LedgerVerifier().verify($0, from: from, to: to) }
      if let problem = report.problem {
        print("BAD at position \(report.firstBadPosition ?? 0): \(problem)")
        throw ExitCode(1)
      }
      print("verified: \(report.positions) events in \(report.batches) batches")
    }
  }
}
