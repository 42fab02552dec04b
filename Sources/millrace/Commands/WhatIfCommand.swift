import ArgumentParser
import Domain
import Services
import Wire

struct WhatIfCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "whatif", abstract: "The champions a loop would have had under another gate or release policy.")
  @OptionGroup var settings: Settings
  @Option(help: "The loop.") var loop: String
  @Option(help: "A YAML file with the gate, as a loop file has it.") var gate: String?
  @Option(help: "A YAML file with the release policy, as a loop file has it.") var release: String?
  @Option(help: "The first ledger position whose verdicts and ticks count.") var from: Int64 = 0
  @Option(help: "The last one.") var to: Int64?
  @Flag(help: "As JSON.") var json = false

  func validate() throws {
    if gate == nil && release == nil { throw ValidationError("name another --gate, another --release, or both") }
    if let to, to < from { throw ValidationError("--to has to be at least --from") }
  }

  func run() async throws {
    let (loop, gate, release) = (loop, gate, release)
    let positions = from..<((to ?? .max - 1) + 1)
    let report = try await HistoryTools.run(settings) { tools in
      guard let config = try await tools.pool.run({ try LoopSnapshot.load($0, loop: loop, asOf: .max)?.config }) else {
        throw CommandError("there is no loop \(loop); `millrace loop list` lists them")
      }
      return try await WhatIf(pool: tools.pool, models: tools.models).run(
        loop: loop, gate: try gate.map { try LoopFile.replacing("gate", of: config, with: $0).gate },
        release: try release.map { try LoopFile.replacing("release", of: config, with: $0).release },
        positions: positions)
    }
    print(json ? report.json.canonicalText : WhatIfCommand.text(report))
  }

  private static func text(_ report: WhatIfReport) -> String {
    func line(_ spans: [ChampionSpan]) -> String {
      TextTable(
        ["since", "position", "change", "champion", "why"],
        spans.map {
          [
            $0.since?.text ?? "", String($0.position), $0.change, $0.modelID ?? "default answer",
            String($0.reason.prefix(80)),
          ]
        }
      ).description
    }
    let rows = report.periods.map { period in
      [
        period.name, String(period.actual.count), fixed(period.actual.logLoss, 4),
        fixed(period.counterfactual.logLoss, 4), period.actual.auc.map { fixed($0, 4) } ?? "",
        period.counterfactual.auc.map { fixed($0, 4) } ?? "",
      ]
    }
    return """
      as it was
      \(line(report.actual))

      as it would have been, with the challengers there were
      \(line(report.counterfactual))

      \(TextTable(["period", "n", "log loss", "would be", "AUC", "would be"], rows))

      \(report.unevaluable) interactions have a reward and no label: of another answer to them the log says nothing
      """
  }
}
