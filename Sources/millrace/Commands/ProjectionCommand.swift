import ArgumentParser
import Postgres
import Projections

struct ProjectionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "projection", abstract: "The read models: rebuild and verify them, add projections of one's own.",
    subcommands: [Rebuild.self, Prune.self, Verify.self, Add.self, List.self, Remove.self])

  struct Rebuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fold anew beside the live copy, and switch when it has caught up.",
      discussion: """
        Events keep arriving and readers keep reading. Interrupted, the same command goes on where it stopped. The \
        copy that was live stays in schema fold_old until `millrace projection prune`.
        """)
    @OptionGroup var settings: Settings
    @Argument(
      help: "core or one of its projections (they read each other and are rebuilt together), one's own, or all.")
    var name: String
    @Option(parsing: .unconditional, help: "Most ledger positions in one transaction.") var window: Int64 = 50_000

    func validate() throws {
      try OptionCheck.whole(window, 1...10_000_000, "--window")
    }

    func run() async throws {
      let live = LiveProjections(group: try settings.projections())
      let analysts = try await LoopCommand.query(settings) { Set(try StoredProjection.all($0).map(\.name)) }
      let core = [live.group.name] + live.group.files.map { String($0.name.drop { $0.isNumber || $0 == "_" }) }
      guard name == "all" || core.contains(name) || analysts.contains(name) else {
        throw CommandError(
          "there is no projection \(name); there are " + (["all"] + core + analysts.sorted()).joined(separator: ", "))
      }
      if name == "all" || core.contains(name) { try await rebuild(live) }
      for analyst in analysts.sorted() where name == "all" || name == analyst {
        try await LoopCommand.query(settings) { try AnalystProjections.rebuild($0, analyst) }
        print("projection \(analyst) is folded anew by the projector; `millrace projection list` shows how far it is")
      }
    }

    private func rebuild(_ live: LiveProjections) async throws {
      let (window, meter) = (window, FoldMeter("rebuild"))
      let position = try await LoopCommand.query(settings) { try live.rebuild($0, limit: window) { meter.report($0) } }
      print("the new copy has taken over at position \(position); the old one is in schema \(live.old.schema)")
    }
  }

  struct Prune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Drop the copy that the last rebuild replaced.")
    @OptionGroup var settings: Settings

    func run() async throws {
      let live = LiveProjections(group: try settings.projections())
      let dropped = try await LoopCommand.query(settings) { try live.prune($0) }
      print(dropped ? "schema \(live.old.schema) is dropped" : "there is no old copy")
    }
  }
}
