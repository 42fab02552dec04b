import ArgumentParser
import Ledger
import Projections

extension ProjectionCommand {
  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a projection of one's own, or a new version of it.",
      discussion: """
        The folder's name is the projection's; it has NN_name.sql files (a part `--! tables`, a part `--! fold`) and a \
        file VERSION. The projector folds it into schema analyst_NAME, with rights to nothing else.
        """)
    @OptionGroup var settings: Settings
    @Argument(help: "The folder.") var folder: String

    func run() async throws {
      let projection = try AnalystProjection(directory: folder)
      let addition = try await LoopCommand.query(settings) { try AnalystProjections.add($0, projection) }
      let schema = StoredProjection.schema(projection.name, isLive: true)
      switch addition {
      case .unchanged: print("projection \(projection.name) is unchanged, version \(projection.version)")
      case .added: print("projection \(projection.name) is added; its tables are in schema \(schema)")
      case .replacing(let version):
        print(
          "version \(projection.version) of projection \(projection.name) is folded beside version \(version), and takes "
            + "its place in schema \(schema)")
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The read models, ours and the analysts' own.")
    @OptionGroup var settings: Settings

    func run() async throws {
      let group = try settings.projections()
      let (stored, core) = try await LoopCommand.query(settings) { db in
        (
          try StoredProjection.all(db),
          try LiveProjections(group: group).live.version(db).map { _ in
            try LiveProjections(group: group).live.position(db)
          }
        )
      }
      var rows: [[String]] = []
      if let core {
        rows.append([group.name, String(group.version.prefix(12)), LiveProjections.schema, String(core), "active", ""])
      }
      rows += stored.map { projection in
        [
          projection.name, projection.version, projection.schema, String(projection.position),
          projection.hasFailed ? "failed" : projection.isLive ? "active" : "catching up", projection.error ?? "",
        ]
      }
      print(TextTable(["projection", "version", "schema", "position", "state", "error"], rows))
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Remove a projection of one's own, with its tables.")
    @OptionGroup var settings: Settings
    @Argument(help: "Its name.") var name: String

    func run() async throws {
      let name = name
      try await LoopCommand.query(settings) { try AnalystProjections.remove($0, name) }
      print("projection \(name) is removed")
    }
  }
}
