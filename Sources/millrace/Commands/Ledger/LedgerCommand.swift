import ArgumentParser
import Domain
import Ledger

struct LedgerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger", abstract: "The ledger.",
    subcommands: [Stats.self, Verify.self, Checkpoint.self, Prove.self, Key.self, Partitions.self])

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
    @Option(parsing: .unconditional, help: "First position.") var from: Int64 = 1
    @Option(parsing: .unconditional, help: "Last position; without it, the head.") var to: Int64?
    @Option(help: "A folder of signed checkpoints that the ledger has to extend.") var checkpoints: String?
    @Option(help: "The file of the verifier key; without it, the one beside MILLRACE_CHECKPOINT_KEY.") var key: String?

    func validate() throws {
      try OptionCheck.whole(from, from: 1, "--from")
      if let to { try OptionCheck.whole(to, from: from, "--to") }
      if key != nil && checkpoints == nil { throw ValidationError("--key goes with --checkpoints") }
    }

    func run() async throws {
      let (from, to) = (from, to)
      let signed = try checkpoints.map {
        try CheckpointFiles.signed(CheckpointFolder($0), by: CheckpointFiles(settings).verifierKey(key))
      }
      if let signed, signed.isEmpty { throw CommandError("there is no checkpoint in \(checkpoints ?? "")") }
      let report = try await LoopCommand.query(settings) {
        try LedgerVerifier(checkpoints: (signed ?? []).map(\.checkpoint)).verify($0, from: from, to: to)
      }
      if let problem = report.problem {
        print("BAD at position \(report.firstBadPosition ?? 0): \(problem)")
        throw ExitCode(1)
      }
      var line = "verified: \(report.positions) events in \(report.batches) batches"
      if report.erased > 0 { line += ", of \(report.erased) the data was erased" }
      if let signed { line += "; it extends \(report.checkpoints) of \(signed.count) signed checkpoints" }
      print(line)
      if let signed, report.checkpoints < signed.count {
        print("the others are of sizes outside of the positions that were asked for")
      }
    }
  }
}
