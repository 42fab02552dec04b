import ArgumentParser
import Ledger

extension LedgerCommand {
  struct Partitions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The partitions of ledger.event, attached or not.")
    @OptionGroup var settings: Settings

    func run() async throws {
      let rows = try await LoopCommand.query(settings) { try LedgerPartition.all($0) }
      print(
        TextTable(
          ["partition", "from", "to", "state"],
          rows.map {
            [$0.name, String(max(1, $0.first)), String($0.end - 1), $0.isAttached ? "attached" : "detached"]
          }))
    }
  }
}
